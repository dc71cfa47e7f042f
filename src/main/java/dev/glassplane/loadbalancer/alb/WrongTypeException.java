package dev.glassplane.loadbalancer.alb;

/** JSON of an annotation has a field of another type than the controller wants; the message is in Go's words. */
final class WrongTypeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WrongTypeException(String message) {
        super(message, null, false, false);
    }
}
