package dev.glassplane.bootstrap.manifest;

/** A manifest that cannot be read or is refused; the message names file, document, object and field. */
public final class ManifestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ManifestException(String message) {
        super(message);
    }
}
