package dev.glassplane.proxy;

/** A kube-proxy configuration that cannot be used. The message names the field, what was expected and what was found. */
public final class InvalidConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message {@code FIELD: what was expected and found} */
    public InvalidConfigurationException(String message) {
        super(message);
    }
}
