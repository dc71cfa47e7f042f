/**
 * What load balancers of AWS share, as the AWS Load Balancer Controller and Elastic Load Balancing have it: annotations, names, subnets, security groups,
 * network interfaces, target groups with their targets and health
 * ({@code kubernetes-sigs/aws-load-balancer-controller: pkg/annotations, pkg/networking, pkg/targetgroupbinding, pkg/backend}).
 */
package dev.glassplane.loadbalancer.aws;
