package dev.glassplane.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** What the processes that share a log, its replicas, agree about besides the log itself. A process alone with its database has the same, for itself. */
public interface SharedLog {

    /** Work that is done once for a log. */
    enum Milestone {
        /** The first objects are written. */
        SEEDED,
        /** The first start is over, and {@link #startObjects()} are kept. */
        STARTED;

        String column() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * How far a replica has come.
     *
     * @param known revision of the last write, as the database last said
     * @param seen  revision of the last write that this replica has seen
     * @param since how long ago this replica had seen all that there was
     */
    record Position(Revision known, Revision seen, Duration since) {

        /** @return writes that this replica has not seen yet */
        public long behind() {
            return Math.max(0, known.value() - seen.value());
        }
    }

    /** @return whether other processes may use the same log */
    boolean shared();

    /** @return {@code glassplane.replica-id}, or the host's name and the process's number */
    String replica();

    /** @return how far this replica has come */
    Position position();

    /**
     * Does work unless it was done before, while all other replicas that ask wait. If the process ends in the middle, the next one does it
     * from the beginning: it must bear what is there already.
     */
    void once(Milestone milestone, Runnable work);

    /** Says whether this replica compacts the log as writes come in; of all, one should. */
    void compactsHere(boolean here);

    /** Says, as the one that runs the control loops, that they have nothing to do about the objects at a revision. */
    void settled(Revision revision);

    /** @return the newest revision of which that was said */
    Revision settled();

    /** Keeps objects that a reset goes back to, instead of those kept before. */
    void keepStart(Collection<Stored> objects);

    /** @return what was kept, each at the revision it had then */
    List<Stored> startObjects();
}
