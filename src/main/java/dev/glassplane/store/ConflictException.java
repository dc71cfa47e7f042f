package dev.glassplane.store;

/** The object did not have the revision that the write expected. Nothing was written. */
public class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final transient Revision actual;

    /** @param actual {@link Revision#ZERO} if the object does not exist */
    public ConflictException(ObjectKey key, Revision expected, Revision actual) {
        super(key + " was expected at revision " + expected + " but is at " + actual);
        this.actual = actual;
    }

    /** @return revision found, {@link Revision#ZERO} if the object does not exist */
    public Revision actual() {
        return actual;
    }
}
