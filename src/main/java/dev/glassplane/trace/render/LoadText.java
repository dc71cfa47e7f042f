package dev.glassplane.trace.render;

import dev.glassplane.trace.load.Ending;
import dev.glassplane.trace.load.Fit;
import dev.glassplane.trace.load.LoadReport;
import dev.glassplane.trace.request.LoadRequest;
import java.util.Locale;

/** A load run for a terminal. */
public final class LoadText {

    private final StringBuilder text = new StringBuilder();

    private LoadText() {}

    /** @return the report, one line a fact */
    public static String print(LoadReport report) {
        LoadText printer = new LoadText();
        printer.report(report);
        return printer.text.toString();
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }

    private void report(LoadReport report) {
        LoadRequest request = report.request();
        line("%d connections to %s: %d connected, %d failed, in %.1f s (%s arrivals at %d a second, held %s %d s)", report.opened(), report.target(),
                report.connected(), report.opened() - report.connected(), report.seconds(), request.arrivals(), request.rate(), request.hold(),
                request.holdSeconds());
        report.stopped().ifPresent(why -> line("stopped: %s", why));
        line("");
        line("%-24s %-24s %-12s %8s %8s %8s %11s", "endpoint", "at", "node", "flows", "share", "stated", "peak active");
        for (LoadReport.Share share : report.endpoints()) {
            line("%-24s %-24s %-12s %8d %8.4f %8s %11d", share.ending().endpoint(), share.ending().at(), share.ending().node(), share.flows(),
                    (double) share.flows() / Math.max(1, report.opened()), share.stated().map(Words::fraction).orElse("-"), share.peakActive());
        }
        report.nodes().forEach((node, flows) -> line("node %-19s %-24s %-12s %8d %8.4f", node, "", "", flows, (double) flows / Math.max(1, report.connected())));
        report.failures().forEach(failure -> line("failed %d times: %s %s", failure.flows(), word(failure.ending()), failure.sentence()));
        line("");
        line("%s", fit(report.fit()));
        report.notes().forEach(note -> line("note: %s", note));
        line("open over time: %s", String.join(" ", report.samples().stream().map(sample -> Integer.toString(sample.total())).toList()));
        report.servers().forEach(server -> line("at the last arrival on %s: %s -> %s weight %d, %d active, %d inactive", server.node(), server.virtualServer(),
                server.server(), server.weight(), server.active(), server.inactive()));
        LoadReport.Totals cost = report.cost();
        double flows = Math.max(1, report.opened());
        line("a connection costs %.1f rules (%.1f matched), %.1f route look-ups, %.1f keyed look-ups (%.1f probes): first packet and answer",
                cost.rulesEvaluated() / flows, cost.rulesMatched() / flows, cost.lookups() / flows, cost.mapLookups() / flows, cost.hashProbes() / flows);
    }

    private static String word(Ending ending) {
        return switch (ending) {
            case Ending.Connected connected -> connected.endpoint();
            case Ending.Failed failed -> failed.outcome() + failed.code().map(code -> " " + code).orElse("") + ":";
            case Ending.NoPortLeft _ -> "NOT_SENT SOURCE_PORTS_EXHAUSTED:";
        };
    }

    private static String fit(Fit fit) {
        return switch (fit) {
            case Fit.Tested tested -> String.format(Locale.ROOT, "chi-square %.3f with %d degrees of freedom against the stated shares, p = %.4f",
                    tested.statistic(), tested.degreesOfFreedom(), tested.pValue());
            case Fit.NotTested none -> "not tested against the stated shares: " + none.why();
        };
    }
}
