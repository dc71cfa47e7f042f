package dev.glassplane.trace.request;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** "Did you mean": the nearest of the names that would be right. */
public final class Suggestions {

    /** Names that an error lists at most. */
    static final int LISTED_MAX = 8;

    private Suggestions() {}

    /** @return the nearest candidate, if it is near enough to be a slip */
    public static Optional<String> nearest(String found, Collection<String> candidates) {
        return candidates.stream().map(candidate -> Map.entry(candidate, distance(found, candidate)))
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

    /** Edits (insert, delete, replace) between two words, ignoring case. */
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
