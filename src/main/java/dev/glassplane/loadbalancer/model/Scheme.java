package dev.glassplane.loadbalancer.model;

/** From where a load balancer can be reached. */
public enum Scheme {
    /** Its name means public addresses. */
    INTERNET_FACING("internet-facing"),
    /** Its name means private addresses. */
    INTERNAL("internal"),
    /** Pods behind a Service: the Service says who reaches them. */
    IN_CLUSTER("in-cluster");

    private final String word;

    Scheme(String word) {
        this.word = word;
    }

    /** @return the word of the AWS API */
    public String word() {
        return word;
    }
}
