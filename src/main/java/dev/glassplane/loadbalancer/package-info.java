/**
 * Traffic that enters the cluster: load balancers, whoever asked for them, as one model that one evaluator reads. Each source (an Ingress, a Gateway,
 * a Service of type LoadBalancer) is a pure function of an image. Counterparts: Elastic Load Balancing with the AWS Load Balancer Controller, and
 * a gateway or ingress proxy in the cluster.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"image", "registry", "store", "vpc", "vpc::*", "linux::stack", "linux::conntrack", "net"})
package dev.glassplane.loadbalancer;
