package dev.glassplane.loadbalancer.model;

/** What kind of thing balances. */
public enum Provider {
    /** An Application Load Balancer: it ends every connection and speaks HTTP. */
    ALB,
    /** A Network Load Balancer: it passes flows on, and ends a connection only at a TLS listener. */
    NLB,
    /** Pods in the cluster that end every connection: a gateway's or an ingress controller's proxy. */
    PROXY
}
