/**
 * The reverse proxy in the cluster that gateways and ingress classes share: a Deployment and a Service in front of it, in the namespace of whoever asks. Its
 * pods listen on ports above 1023, as a proxy without privileges does.
 */
package dev.glassplane.loadbalancer.proxy;
