package dev.glassplane.loadbalancer.evaluate;

/** The evaluation came to something that nobody here can tell. Never leaves the package. */
final class NotModelledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Result.NotModelled result;

    NotModelledException(String what, String limit) {
        super(what, null, false, false);
        this.result = new Result.NotModelled(what, limit);
    }

    Result.NotModelled result() {
        return result;
    }
}
