package dev.glassplane.store;

/** The revision asked for is older than the log remembers. */
public class CompactedException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final transient Revision horizon;

    /** @param horizon oldest revision that can still be asked for */
    public CompactedException(Revision asked, Revision horizon) {
        super("revision " + asked + " is older than the compaction horizon " + horizon);
        this.horizon = horizon;
    }

    /** @return oldest revision that can still be asked for */
    public Revision horizon() {
        return horizon;
    }
}
