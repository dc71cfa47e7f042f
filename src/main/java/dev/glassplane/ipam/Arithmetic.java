package dev.glassplane.ipam;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects the sums behind a decision, or nothing where nobody reads them. */
final class Arithmetic {

    private final List<String> lines;

    private Arithmetic(List<String> lines) {
        this.lines = lines;
    }

    /** @return one that keeps what it is told */
    static Arithmetic kept() {
        return new Arithmetic(new ArrayList<>());
    }

    /** @return one that drops what it is told */
    static Arithmetic dropped() {
        return new Arithmetic(null);
    }

    void line(String format, Object... values) {
        if (lines != null) {
            lines.add(String.format(Locale.ROOT, format, values));
        }
    }

    List<String> lines() {
        return lines == null ? List.of() : List.copyOf(lines);
    }
}
