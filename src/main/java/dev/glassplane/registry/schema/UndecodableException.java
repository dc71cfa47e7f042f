package dev.glassplane.registry.schema;

import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.Kind;

/** 400: an object cannot be read as its kind. */
public final class UndecodableException extends ApiException {

    private static final long serialVersionUID = 1L;
    private final String why;

    /** @param why in the words of Go's JSON decoder */
    public UndecodableException(Kind kind, String why) {
        super(400, "BadRequest", kind.name() + " in version \"" + kind.version() + "\" cannot be handled as a " + kind.name() + ": " + why, null);
        this.why = why;
    }

    /** @return why, without naming the kind: a patch's error says only this */
    public String why() {
        return why;
    }
}
