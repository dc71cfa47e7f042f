package dev.glassplane.loadbalancer.aws;

/** What a health check finds. */
enum Probe {
    /** An answer that counts as healthy. */
    PASSES(""),
    /** The connection is refused, or the answer is no HTTP. */
    REFUSED("Health checks failed"),
    /** Nobody answers. */
    TIMEOUT("Request timed out"),
    /** kube-proxy answers that no pod of the Service is on this node. */
    UNAVAILABLE("Health checks failed with these codes: [503]");

    private final String description;

    Probe(String description) {
        this.description = description;
    }

    /** @return the ELB API's description for a target of an ALB; an NLB knows one only */
    String description() {
        return description;
    }
}
