package dev.glassplane.store;

/** Ends a start whose database cannot be used; the message names the setting, what was expected and what was found. */
final class DatabaseRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DatabaseRefusedException(String message) {
        super(message);
    }
}
