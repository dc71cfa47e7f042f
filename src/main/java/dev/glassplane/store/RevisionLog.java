package dev.glassplane.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The log. All methods may be called from any thread. */
public interface RevisionLog {

    /**
     * Appends one write; returns once it is committed (with a data directory: on disk).
     *
     * @return the state written; for a delete, the last state at the revision of the deletion
     * @throws ConflictException if the precondition fails
     * @throws StoreException    if the write could not be stored, or it is not known whether it was: the message says which
     */
    Stored append(Write write);

    /**
     * Appends writes together: nobody sees some of them without the others. Each has its own precondition.
     *
     * @return states written; where a precondition failed, none
     * @throws StoreException if they could not be stored
     */
    default List<Stored> appendAll(List<Write> writes) {
        List<Stored> written = new ArrayList<>();
        for (Write write : writes) {
            try {
                written.add(append(write));
            } catch (ConflictException _) {
                // left out
            }
        }
        return written;
    }

    /** @return revision of the last committed write */
    Revision current();

    /**
     * Waits until this process has seen every write that was acknowledged before this call, by whichever process: what is read afterwards is
     * linearizable. At once where the log is not shared.
     *
     * @return revision of the last committed write that this process has seen
     * @throws StoreException if the database does not answer
     */
    default Revision sync() {
        return current();
    }

    /** @return 1 in the first process that opened this log, 2 in the next, and so on; identities that follow from it are never given twice */
    default long opening() {
        return 1;
    }

    /** @return oldest revision that lists and watches may still ask for */
    Revision horizon();

    /** @return the object now */
    Optional<Stored> get(ObjectKey key);

    /**
     * @param resource as in {@link ObjectKey#resource()}
     * @return all objects of the resource now, in all namespaces
     */
    Listing list(String resource);

    /** @return every object of every resource at one revision, in no order */
    Listing snapshot();

    /**
     * @return all objects of the resource as they were at the revision
     * @throws CompactedException if that is older than the horizon
     */
    Listing list(String resource, Revision at);

    /**
     * @return writes after the revision, oldest first, at most {@code limit}
     * @throws CompactedException if the revision is older than the horizon
     */
    List<Event> after(Revision revision, int limit);

    /**
     * Registers a listener that hears every write committed after this call, in order, on the writer's thread: it must only hand the
     * events on. Close the result to end it.
     */
    AutoCloseable subscribe(java.util.function.Consumer<List<Event>> listener);

    /**
     * Forgets history up to the revision; the current state stays.
     *
     * @return the new horizon
     */
    Revision compact(Revision upTo);
}
