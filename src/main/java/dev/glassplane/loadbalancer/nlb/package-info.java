/**
 * Services that the AWS Load Balancer Controller makes Network Load Balancers for
 * ({@code kubernetes-sigs/aws-load-balancer-controller: pkg/service, controllers/service}).
 */
package dev.glassplane.loadbalancer.nlb;
