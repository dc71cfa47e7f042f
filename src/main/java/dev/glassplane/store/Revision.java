package dev.glassplane.store;

/**
 * A position in the log; Kubernetes calls it resourceVersion.
 *
 * @param value 0 before the first write, then growing by at least 1 a write
 */
public record Revision(long value) implements Comparable<Revision> {

    /** Before the first write. */
    public static final Revision ZERO = new Revision(0);

    @Override
    public int compareTo(Revision other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
