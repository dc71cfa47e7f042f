package dev.glassplane.store;

/** The log cannot serve: its database fails or it is closed. Nothing was acknowledged. */
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what could not be done */
    public StoreException(String message) {
        super(message);
    }

    /** @param message what could not be done */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
