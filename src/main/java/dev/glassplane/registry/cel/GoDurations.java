package dev.glassplane.registry.cel;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 1h30m}, {@code 1.5s}; and as {@code strfmt} does: {@code 2 days}. */
final class GoDurations {

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+) ?([a-zµμ]+)");
    private static final Map<String, Long> NANOS = Map.ofEntries(Map.entry("ns", 1L), Map.entry("nano", 1L), Map.entry("us", 1_000L),
            Map.entry("µs", 1_000L), Map.entry("μs", 1_000L), Map.entry("micro", 1_000L), Map.entry("ms", 1_000_000L),
            Map.entry("milli", 1_000_000L), Map.entry("s", 1_000_000_000L), Map.entry("sec", 1_000_000_000L),
            Map.entry("second", 1_000_000_000L), Map.entry("m", 60_000_000_000L), Map.entry("min", 60_000_000_000L),
            Map.entry("minute", 60_000_000_000L), Map.entry("h", 3_600_000_000_000L), Map.entry("hr", 3_600_000_000_000L),
            Map.entry("hour", 3_600_000_000_000L), Map.entry("d", 86_400_000_000_000L), Map.entry("day", 86_400_000_000_000L),
            Map.entry("w", 604_800_000_000_000L), Map.entry("week", 604_800_000_000_000L));

    private GoDurations() {}

    /** @throws IllegalArgumentException if the text is no duration */
    static Duration parse(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        Matcher part = PART.matcher(rest);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (end < rest.length() && part.find(end) && part.start() == end) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit(part.group(2), text))));
            end = part.end();
        }
        if (rest.isEmpty() || end < rest.length() && !rest.equals("0")) {
            throw new IllegalArgumentException("time: invalid duration \"" + text + "\"");
        }
        Duration duration = Duration.ofNanos(nanos.longValue());
        return negative ? duration.negated() : duration;
    }

    private static long unit(String word, String text) {
        Long nanos = NANOS.get(word);
        if (nanos == null && word.endsWith("s")) {
            nanos = NANOS.get(word.substring(0, word.length() - 1));
        }
        if (nanos == null) {
            throw new IllegalArgumentException("time: unknown unit in duration \"" + text + "\"");
        }
        return nanos;
    }
}
