package dev.glassplane.loadbalancer.aws;

/** Why no load balancer can be built of some objects, in the controller's words: what follows {@code Failed build model due to}. */
public final class BuildFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BuildFailure(String message) {
        super(message);
    }

    /** @return the same, found while doing something: {@code CONTEXT: message} */
    public BuildFailure within(String context) {
        return new BuildFailure(context + ": " + getMessage());
    }
}
