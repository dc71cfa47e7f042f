/**
 * The in-cluster class of Ingresses ({@code glassplane.dev/ingress}): one proxy for each IngressClass serves its Ingresses by the rules of the API, without
 * annotations of its own. Counterpart: an ingress controller such as {@code kubernetes/ingress-nginx}.
 */
package dev.glassplane.loadbalancer.ingress;
