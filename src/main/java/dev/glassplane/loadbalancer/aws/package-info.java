/** What load balancers of AWS share, as the AWS Load Balancer Controller and Elastic Load Balancing have it. */
package dev.glassplane.loadbalancer.aws;
