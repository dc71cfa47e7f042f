package dev.glassplane.store;

import java.sql.SQLException;
import java.util.Set;
import org.springframework.core.NestedExceptionUtils;

/** What a database's failure means. */
final class Reasons {

    /** Characters of a database's message that are passed on. */
    private static final int REASON_MAX = 100;
    /** Serialization failure and deadlock: the transaction is rolled back and may succeed when it is tried again. */
    private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01");

    /** A lock is held by somebody else: PostgreSQL's lock_not_available, H2's lock time-out. */
    private static final Set<String> LOCKED = Set.of("55P03", "HYT00");

    private Reasons() {}

    /** @return what went wrong, without what databases append to it: they quote whole rows, Secrets among them */
    static String of(Throwable e) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
        if (cause instanceof FellBehindException) {
            return cause.getMessage();
        }
        String state = " (" + (cause instanceof SQLException sql ? "SQL state " + sql.getSQLState() : cause.getClass().getSimpleName()) + ")";
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return message.substring(0, Math.min(REASON_MAX, message.length())) + state;
    }

    /** @return whether the database rolled back only because others were in the way */
    static boolean tryAgain(Throwable e) {
        return hasState(e, TRY_AGAIN);
    }

    /** @return whether somebody else has the lock that was asked for */
    static boolean locked(Throwable e) {
        return hasState(e, LOCKED);
    }

    private static boolean hasState(Throwable e, Set<String> states) {
        return NestedExceptionUtils.getMostSpecificCause(e) instanceof SQLException sql && states.contains(String.valueOf(sql.getSQLState()));
    }
}
