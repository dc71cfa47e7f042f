package dev.glassplane.trace.render;

import dev.glassplane.trace.compare.Comparison;
import dev.glassplane.trace.compare.ModeResult;
import dev.glassplane.trace.compare.ModeResult.Fact;
import dev.glassplane.trace.model.Cost;
import dev.glassplane.trace.model.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A comparison as text for a terminal: a column a mode, then where their ways part. */
public final class ComparisonText {

    private static final int GAP = 3;

    private final StringBuilder text = new StringBuilder();
    private final Comparison comparison;

    private ComparisonText(Comparison comparison) {
        this.comparison = comparison;
    }

    /** @return the answer; every line ends with a line end */
    public static String print(Comparison comparison) {
        ComparisonText printer = new ComparisonText(comparison);
        printer.print();
        return printer.text.toString();
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }

    private void print() {
        Trace base = comparison.base().trace();
        line(base.packet().map(packet -> packet + (base.target().isEmpty() ? "" : " (" + base.target() + ")")).orElse(base.target()));
        line("");
        table();
        line("");
        line("result:  " + comparison.sentence());
        String first = comparison.base().mode();
        comparison.partings().forEach(parting -> line("ways:    " + parting.mode() + " against " + first + ", first difference: " + parting.words(first)));
        comparison.results().forEach(result -> result.trace().refusal().ifPresent(why -> line("refused: " + result.mode() + ": " + why)));
        comparison.notRun().forEach((mode, why) -> line("not run: " + mode + ": " + why));
        line("tables:  revision " + base.revision());
    }

    private record Row(String name, List<List<String>> cells) {}

    private void table() {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("", ComparisonJson.names(comparison).stream().map(List::of).toList()));
        rows.add(fact("outcome", Fact.OUTCOME));
        rows.add(fact("client sees", Fact.CLIENT_SEES));
        rows.add(fact("endpoints", Fact.ENDPOINTS));
        rows.add(fact("source seen", Fact.SOURCES));
        rows.add(fact("return", Fact.RETURN));
        rows.add(cost("rules", Cost::rulesEvaluated));
        rows.add(cost("map look-ups", Cost::mapLookups));
        rows.add(cost("hash probes", Cost::hashProbes));
        int[] widths = new int[comparison.results().size() + 1];
        for (Row row : rows) {
            widths[0] = Math.max(widths[0], row.name().length());
            for (int i = 0; i < row.cells().size(); i++) {
                widths[i + 1] = Math.max(widths[i + 1], row.cells().get(i).stream().mapToInt(String::length).max().orElse(0));
            }
        }
        rows.forEach(row -> row(row, widths));
    }

    private Row fact(String name, Fact fact) {
        return new Row(name, comparison.results().stream().map(result -> {
            Map<Fact, List<String>> facts = result.facts();
            List<String> lines = facts.getOrDefault(fact, List.of());
            return lines.isEmpty() ? List.of("-") : lines;
        }).toList());
    }

    private Row cost(String name, Function<Cost, Integer> part) {
        return new Row(name, comparison.results().stream().map(ModeResult::compared)
                .map(path -> List.of(path.map(compared -> Integer.toString(part.apply(compared.there().cost()))).orElse("-"))).toList());
    }

    private void row(Row row, int[] widths) {
        int height = row.cells().stream().mapToInt(List::size).max().orElse(1);
        for (int n = 0; n < height; n++) {
            StringBuilder line = new StringBuilder(padded(n == 0 ? row.name() : "", widths[0]));
            for (int i = 0; i < row.cells().size(); i++) {
                List<String> cell = row.cells().get(i);
                line.append(padded(n < cell.size() ? cell.get(n) : "", widths[i + 1]));
            }
            line(line.toString());
        }
    }

    private static String padded(String word, int width) {
        return word + " ".repeat(width + GAP - word.length());
    }
}
