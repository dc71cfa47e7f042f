package dev.glassplane.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** Collects figures, prints each as it comes, and writes them all as JSON. */
final class Report {

    /**
     * @param what  what was measured
     * @param value the figure
     * @param unit  its unit
     */
    record Figure(String what, double value, String unit) {}

    private final List<Figure> figures = new ArrayList<>();

    /** Adds a figure and prints its line of the table. */
    void add(String what, double value, String unit) {
        figures.add(new Figure(what, value, unit));
        System.out.println(String.format(Locale.ROOT, "%-72s %12s %s", what, number(value), unit));
    }

    /** Writes {@code {"java", "processors", "figures"}}. */
    void write(Path file) throws IOException {
        record Written(String java, int processors, List<Figure> figures) {}
        Files.createDirectories(file.toAbsolutePath().getParent());
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(file.toFile(),
                new Written(System.getProperty("java.runtime.version"), Runtime.getRuntime().availableProcessors(), figures));
    }

    /** @return the middle value */
    static double median(List<Double> values) {
        return quantile(values, 0.5);
    }

    /** @param q 0 to 1, for example 0.99 */
    static double quantile(List<Double> values, double q) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(q * sorted.size())));
    }

    private static String number(double value) {
        return value >= 100 ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, "%.2f", value);
    }
}
