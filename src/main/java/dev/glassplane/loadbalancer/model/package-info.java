/** A load balancer as data: listeners, rules in the order of their evaluation, target groups. Knows neither who asked for it nor how it is evaluated. */
@org.springframework.modulith.NamedInterface("model")
package dev.glassplane.loadbalancer.model;
