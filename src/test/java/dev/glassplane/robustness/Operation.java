package dev.glassplane.robustness;

import java.util.Locale;

/**
 * What a client asked of one key, and what it was told.
 *
 * @param key      object
 * @param request  what was asked
 * @param answer   what was told
 * @param call     when it was sent, nanoseconds of one clock
 * @param returned when the answer was there; {@link Long#MAX_VALUE} if none came
 */
record Operation(String key, Request request, Answer answer, long call, long returned) {

    /** What can be asked. Values are unique over a history. */
    sealed interface Request {
        record Read() implements Request {}

        record Create(String value) implements Request {}

        /** @param revision that the object must have */
        record Update(String value, long revision) implements Request {}

        record Delete(long revision) implements Request {}
    }

    /** What can be told. */
    sealed interface Answer {
        /**
         * The object, read or written.
         *
         * @param revision of it; for a delete 0
         */
        record Found(String value, long revision) implements Answer {}

        /** There is no such object. */
        record Absent() implements Answer {}

        /** The precondition does not hold; nothing was written. */
        record Conflict() implements Answer {}

        /** Nobody knows whether it was done. */
        record Unknown() implements Answer {}
    }

    boolean unknown() {
        return answer instanceof Answer.Unknown;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %s -> %s [%d us, %s]", key, request, answer, call / 1000, unknown() ? "-" : returned / 1000 + " us");
    }
}
