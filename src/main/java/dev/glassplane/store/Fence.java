package dev.glassplane.store;

/**
 * A guard over everything that a piece of work writes, however deep below it the writes are made: the work of somebody who has a right only
 * for the time being, a leader's for example.
 */
public final class Fence {

    private static final ScopedValue<Guard> CURRENT = ScopedValue.newInstance();

    private Fence() {}

    /**
     * Runs work on this thread whose writes the guard must allow.
     *
     * @throws X what the work throws
     */
    public static <T, X extends Throwable> T around(Guard guard, ScopedValue.CallableOp<T, X> work) throws X {
        return ScopedValue.where(CURRENT, guard).call(work);
    }

    static Guard current() {
        return CURRENT.orElse(Guard.NONE);
    }
}
