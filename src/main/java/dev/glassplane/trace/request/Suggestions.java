package dev.glassplane.trace.request;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** "Did you mean": the nearest of the names that would be right. */
public final class Suggestions {

    /** Names that an error lists at most. */
    static final int LISTED_MAX = 8;

    private Suggestions() {}

    /** @return the nearest candidate, if it is near enough to be a slip */
    public static Optional<String> nearest(String found, Collection<String> candidates) {
        return candidates.stream().map(candidate -> Map.entry(candidate, edits(found, candidate)))
                .filter(entry -> entry.getValue() <= Math.max(2, found.length() / 3))
                .min(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey())).map(Map.Entry::getKey);
    }

    /** @return {@code "; did you mean X?"}, or nothing */
    public static String didYouMean(String found, Collection<String> candidates) {
        return nearest(found, candidates).map(name -> "; did you mean " + name + "?").orElse("");
    }

    /** @return the first few, and how many more there are */
    public static String list(Collection<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String first = names.stream().sorted(Comparator.naturalOrder()).limit(LISTED_MAX).collect(Collectors.joining(", "));
        return names.size() <= LISTED_MAX ? first : first + " and " + (names.size() - LISTED_MAX) + " more";
    }

    /** @return edits (insert, delete, replace) between two words, ignoring case */
    public static int edits(String left, String right) {
        return LevenshteinDistance.getDefaultInstance().apply(left.toLowerCase(Locale.ROOT), right.toLowerCase(Locale.ROOT));
    }
}
