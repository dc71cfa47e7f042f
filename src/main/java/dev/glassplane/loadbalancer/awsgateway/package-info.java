/** Gateway API on load balancers of AWS: not modelled, and told so. */
package dev.glassplane.loadbalancer.awsgateway;
