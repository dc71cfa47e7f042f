package dev.glassplane.loadbalancer.gateway;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as {@code GEP-2257} has them: {@code 1h30m}, {@code 500ms}. */
final class Durations {

    private static final Pattern PART = Pattern.compile("(\\d{1,5})(ms|h|m|s)");

    private Durations() {}

    static Optional<Duration> parse(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Duration sum = Duration.ZERO;
        Matcher matcher = PART.matcher(text);
        while (matcher.find()) {
            long number = Long.parseLong(matcher.group(1));
            sum = sum.plus(switch (matcher.group(2)) {
                case "h" -> Duration.ofHours(number);
                case "m" -> Duration.ofMinutes(number);
                case "s" -> Duration.ofSeconds(number);
                default -> Duration.ofMillis(number);
            });
        }
        return Optional.of(sum);
    }
}
