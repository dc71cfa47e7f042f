package dev.glassplane.apiserver;

import dev.glassplane.apiserver.selector.Selection;
import dev.glassplane.apiserver.watch.WatchHub;
import dev.glassplane.apiserver.wire.Query;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.CompactedException;
import dev.glassplane.store.Listing;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.Stored;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/**
 * Reads lists: which revision, which page. Meaning of the parameters:
 * {@code https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions}.
 */
@Component
class Pages {

    private static final Duration FUTURE_REVISION_WAIT = Duration.ofSeconds(3);

    private final Objects objects;
    private final RevisionLog log;
    private final WatchHub hub;

    Pages(Objects objects, RevisionLog log, WatchHub hub) {
        this.objects = objects;
        this.log = log;
        this.hub = hub;
    }

    /** @return the page that the query asks for */
    Page read(Kind kind, Selection selection, Query query) {
        Optional<ContinueToken> token = query.find("continue").map(ContinueToken::parse);
        long limit = Math.max(0, query.number("limit").orElse(0));
        Listing listing = snapshot(kind, query, token, limit > 0);
        List<Stored> page = new ArrayList<>();
        List<Stored> all = listing.objects();
        for (int i = begin(all, selection, token); i < all.size(); i++) {
            Stored stored = all.get(i);
            if (!selection.namespace().isEmpty() && !stored.key().namespace().equals(selection.namespace())) {
                break; // objects are ordered by namespace
            }
            if (!selection.test(stored)) {
                continue;
            }
            if (limit > 0 && page.size() == limit) {
                String next = ContinueToken.after(listing.revision(), page.getLast().key()).text();
                return new Page(listing.revision(), page, next, selection.selects() ? OptionalLong.empty() : remaining(all, i, selection));
            }
            page.add(stored);
        }
        return new Page(listing.revision(), page, "", OptionalLong.empty());
    }

    private static OptionalLong remaining(List<Stored> all, int from, Selection selection) {
        return OptionalLong.of(all.subList(from, all.size()).stream().filter(selection).count());
    }

    /** The first object that can be on the page: after the token's, and in the namespace. */
    private static int begin(List<Stored> all, Selection selection, Optional<ContinueToken> token) {
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            ObjectKey key = all.get(middle).key();
            boolean tooEarly = token.isPresent() && !token.get().before(key)
                    || !selection.namespace().isEmpty() && key.namespace().compareTo(selection.namespace()) < 0;
            if (tooEarly) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Listing snapshot(Kind kind, Query query, Optional<ContinueToken> token, boolean limited) {
        String version = query.text("resourceVersion");
        String match = query.text("resourceVersionMatch");
        check(version, match, token.isPresent());
        if (token.isPresent()) {
            return at(kind, token.get().revision(), "The provided continue parameter is too old to display a consistent list result. "
                    + "You must start a new list without the continue parameter.");
        }
        long revision = revision(version);
        if (revision <= 0) {
            return objects.list(kind);
        }
        awaitRevision(revision);
        boolean exact = match.equals("Exact") || match.isEmpty() && limited;
        return exact ? at(kind, new Revision(revision), "The resourceVersion for the provided list is too old.") : objects.list(kind);
    }

    private static void check(String version, String match, boolean continued) {
        if (!match.isEmpty() && version.isEmpty()) {
            throw Statuses.invalidOption("ListOptions", "resourceVersionMatch", "FieldValueForbidden",
                    "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
        }
        if (!match.isEmpty() && !match.equals("Exact") && !match.equals("NotOlderThan")) {
            throw Statuses.invalidOption("ListOptions", "resourceVersionMatch", "FieldValueNotSupported",
                    "Unsupported value: \"" + match + "\": supported values: \"Exact\", \"NotOlderThan\", \"\"");
        }
        if (match.equals("Exact") && version.equals("0")) {
            throw Statuses.invalidOption("ListOptions", "resourceVersionMatch", "FieldValueForbidden",
                    "Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }
        if (continued && !version.isEmpty() && !version.equals("0")) {
            throw Statuses.badRequest("specifying resource version is not allowed when using continue");
        }
    }

    private static long revision(String version) {
        if (version.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(version);
        } catch (NumberFormatException e) {
            throw Statuses.invalidOption("ListOptions", "resourceVersion", "FieldValueInvalid",
                    "Invalid value: \"" + version + "\": strconv.ParseUint: parsing \"" + version + "\": invalid syntax");
        }
    }

    private void awaitRevision(long revision) {
        try {
            if (!hub.await(new Revision(revision), FUTURE_REVISION_WAIT)) {
                throw Statuses.tooLargeResourceVersion(revision, log.current().value());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Statuses.internal("interrupted while waiting for revision " + revision);
        }
    }

    private Listing at(Kind kind, Revision revision, String tooOld) {
        try {
            return log.list(objects.key(kind, "", "").resource(), revision);
        } catch (CompactedException e) {
            throw Statuses.expired(tooOld);
        }
    }
}
