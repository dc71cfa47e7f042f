package dev.glassplane.loadbalancer.gateway;

/** A value of a route that cannot be carried out: the rule is left out, and a condition says so. */
final class Unsupported extends RuntimeException {

    Unsupported(String message) {
        super(message);
    }
}
