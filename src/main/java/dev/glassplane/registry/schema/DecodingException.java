package dev.glassplane.registry.schema;

/** A value of the wrong type; the message is that of Go's JSON decoder. */
final class DecodingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DecodingException(String message) {
        super(message, null, false, false);
    }
}
