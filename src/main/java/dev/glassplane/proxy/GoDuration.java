package dev.glassplane.proxy;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Durations as Go writes them: {@code 1h0m0s}, {@code 500ms}, {@code 0}. */
final class GoDuration {

    private static final Pattern WHOLE = Pattern.compile("0|([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+");
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Double> SECONDS =
            Map.of("ns", 1e-9, "us", 1e-6, "µs", 1e-6, "ms", 1e-3, "s", 1.0, "m", 60.0, "h", 3600.0);

    private GoDuration() {}

    static boolean isOne(String text) {
        return WHOLE.matcher(text).matches();
    }

    static double seconds(String text) {
        double seconds = 0;
        Matcher parts = PART.matcher(text);
        while (parts.find()) {
            seconds += Double.parseDouble(parts.group(1)) * SECONDS.get(parts.group(2));
        }
        return seconds;
    }

    /** The rules of {@code kubernetes: pkg/proxy/apis/config/validation} for syncPeriod and minSyncPeriod of a section. */
    static void checkSyncPeriods(String section, JsonNode object) {
        String period = object.path("syncPeriod").stringValue("30s");
        String least = object.path("minSyncPeriod").stringValue("0s");
        if (seconds(period) <= 0) {
            throw new InvalidConfigurationException(section + ".syncPeriod: expected more than 0, found \"" + period + "\"");
        }
        if (seconds(period) < seconds(least)) {
            throw new InvalidConfigurationException(section + ".syncPeriod: expected at least " + section + ".minSyncPeriod (" + least
                    + "), found \"" + period + "\"");
        }
    }
}
