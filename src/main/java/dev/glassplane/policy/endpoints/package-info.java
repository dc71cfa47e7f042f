/**
 * The network policy controller of EKS ({@code aws/amazon-network-policy-controller-k8s}): {@code EndpointResolver} turns the rules of a policy into
 * addresses and ports, {@code PolicyEndpointPlan} packs them into PolicyEndpoints, {@code PolicyEndpointLoop} writes those.
 */
package dev.glassplane.policy.endpoints;
