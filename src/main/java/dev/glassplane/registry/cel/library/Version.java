package dev.glassplane.registry.cel.library;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A semantic version.
 *
 * @param pre dot-separated parts behind the dash, without build metadata
 */
record Version(long major, long minor, long patch, List<String> pre) implements Comparable<Version> {

    private static final Pattern FORM = Pattern.compile("(0|[1-9]\\d{0,17})\\.(0|[1-9]\\d{0,17})\\.(0|[1-9]\\d{0,17})"
            + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?");

    static Optional<Version> tryParse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() ? Optional.of(new Version(Long.parseLong(form.group(1)), Long.parseLong(form.group(2)),
                Long.parseLong(form.group(3)), form.group(4) == null ? List.of() : List.of(form.group(4).split("\\.")))) : Optional.empty();
    }

    static Version parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException("Invalid semver: " + text));
    }

    @Override
    public int compareTo(Version other) {
        int numbers = Comparator.comparingLong(Version::major).thenComparingLong(Version::minor).thenComparingLong(Version::patch)
                .compare(this, other);
        if (numbers != 0 || pre.equals(other.pre)) {
            return numbers;
        }
        if (pre.isEmpty() || other.pre.isEmpty()) {
            return pre.isEmpty() ? 1 : -1;
        }
        for (int index = 0; index < Math.min(pre.size(), other.pre.size()); index++) {
            int part = comparePart(pre.get(index), other.pre.get(index));
            if (part != 0) {
                return part;
            }
        }
        return Integer.compare(pre.size(), other.pre.size());
    }

    private static int comparePart(String a, String b) {
        boolean numberA = a.chars().allMatch(Character::isDigit);
        boolean numberB = b.chars().allMatch(Character::isDigit);
        if (numberA && numberB) {
            return new java.math.BigInteger(a).compareTo(new java.math.BigInteger(b));
        }
        return numberA != numberB ? numberA ? -1 : 1 : a.compareTo(b);
    }
}
