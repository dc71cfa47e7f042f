/**
 * Ingresses become Application Load Balancers, as the AWS Load Balancer Controller makes them: {@code IngressGroups} claims Ingresses and puts them into
 * groups, {@code AlbBuilder} makes of a group what should be in AWS, {@code AlbSource} reads from an image what is there. Counterpart:
 * {@code kubernetes-sigs/aws-load-balancer-controller: pkg/ingress}.
 */
package dev.glassplane.loadbalancer.alb;
