package dev.glassplane.bench;

import dev.glassplane.bench.CostBench.Case;
import dev.glassplane.bench.CostBench.Point;
import dev.glassplane.proxy.ProxyMode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The costs as a Markdown table between two marks of a page. */
final class CostTable {

    private static final String BEGIN = "<!-- cost: written by the bench -->\n";
    private static final String END = "<!-- end of cost -->\n";

    private CostTable() {}

    /** @return the page with the table between its marks */
    static String into(String page, List<Point> points) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException("expected the marks " + BEGIN.strip() + " and " + END.strip());
        }
        return page.substring(0, begin + BEGIN.length()) + table(points) + page.substring(end);
    }

    private static String table(List<Point> points) {
        List<Integer> sizes = points.stream().map(Point::services).distinct().sorted().toList();
        StringBuilder text = new StringBuilder("| Mode | Connection to | ")
                .append(sizes.stream().map(size -> String.format(Locale.ROOT, "%,d", size)).collect(Collectors.joining(" | "))).append(" |\n|---|---|")
                .append("---|".repeat(sizes.size())).append('\n');
        for (ProxyMode mode : points.stream().map(Point::mode).distinct().sorted().toList()) {
            for (Case of : Case.values()) {
                text.append("| ").append(mode.word()).append(" | ").append(of.words()).append(" | ")
                        .append(points.stream().filter(point -> point.mode() == mode && point.of() == of).map(CostTable::cell).collect(Collectors.joining(" | ")))
                        .append(" |\n");
            }
        }
        return text.toString();
    }

    private static String cell(Point point) {
        return number(point.rules()) + " / " + number(point.lookups()) + " / " + number(point.probes());
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, "%,.1f", value);
    }
}
