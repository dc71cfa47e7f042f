package dev.glassplane.bootstrap;

/** Ends a start whose settings cannot be met; the message names the setting, what was expected and what was found. */
final class StartRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartRefusedException(String message) {
        super(message);
    }
}
