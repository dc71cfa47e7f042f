/**
 * What a load balancer makes of a connection or request: one evaluator for all providers, a pure function of the model. Sources decide in which order
 * rules stand; here the first one that fits acts.
 */
@org.springframework.modulith.NamedInterface("evaluate")
package dev.glassplane.loadbalancer.evaluate;
