/**
 * Gateway API as the in-cluster gateway serves it: what Gateways, ListenerSets, routes, grants and policies mean as load balancers, and what their status
 * says. One pure function of an image finds both, so that a status never speaks of anything but what a request meets. Sources:
 * {@code kubernetes-sigs/gateway-api: apis/v1} and its conformance suite, version 1.6.1.
 */
package dev.glassplane.loadbalancer.gateway;
