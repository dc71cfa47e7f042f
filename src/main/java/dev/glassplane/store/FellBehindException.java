package dev.glassplane.store;

/** The log has forgotten rows that this process has not read yet: it was paused or cut off for longer than the history lasts. */
final class FellBehindException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FellBehindException(Revision known, Revision next) {
        super("this process has read the log up to revision " + known + ", and the next row of the database is " + next
                + ": what was between is compacted. Start the process again");
    }
}
