package dev.glassplane.apiserver.watch;

import dev.glassplane.apiserver.selector.Selection;
import dev.glassplane.apiserver.wire.Query;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.Kind;
import java.time.Duration;

/**
 * What a client wants to watch.
 *
 * @param kind          of the objects
 * @param selection     which of them
 * @param from          revision to continue after; negative: begin with the present state
 * @param bookmarks     whether BOOKMARK events are understood
 * @param initialEvents whether the present state is sent first and ended with a marked bookmark ({@code sendInitialEvents})
 * @param timeout       after which the server ends the stream
 */
public record WatchRequest(Kind kind, Selection selection, long from, boolean bookmarks, boolean initialEvents, Duration timeout) {

    /** How long a watch may last when the client does not say (kube-apiserver: {@code --min-request-timeout}). */
    private static final Duration TIMEOUT_DEFAULT = Duration.ofMinutes(30);

    /** @throws ApiException for parameters that contradict each other */
    public static WatchRequest of(Kind kind, Selection selection, Query query) {
        boolean bookmarks = query.flag("allowWatchBookmarks");
        String match = query.text("resourceVersionMatch");
        boolean initial = query.flag("sendInitialEvents");
        if (query.has("sendInitialEvents")) {
            if (!match.equals("NotOlderThan")) {
                throw Statuses.invalidOption("ListOptions", "resourceVersionMatch", "FieldValueForbidden",
                        "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
            }
            if (initial && !bookmarks) {
                throw Statuses.invalidOption("ListOptions", "sendInitialEvents", "FieldValueForbidden",
                        "Forbidden: sendInitialEvents requires setting allowWatchBookmarks to true");
            }
        } else if (!match.isEmpty()) {
            throw Statuses.invalidOption("ListOptions", "resourceVersionMatch", "FieldValueForbidden",
                    "Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }
        long revision = revision(query.text("resourceVersion"));
        boolean fromPresent = query.has("sendInitialEvents") ? initial : revision <= 0;
        long timeoutSeconds = query.number("timeoutSeconds").orElse(0);
        Duration timeout = timeoutSeconds > 0 ? Duration.ofSeconds(timeoutSeconds) : TIMEOUT_DEFAULT;
        return new WatchRequest(kind, selection, fromPresent ? -1 : revision, bookmarks, initial, timeout);
    }

    /** @throws ApiException 500, as the real watch answers, if this is no number */
    private static long revision(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw Statuses.internal("strconv.ParseUint: parsing \"" + text + "\": invalid syntax");
        }
    }
}
