package dev.glassplane.bench;

import dev.glassplane.kernel.KernelCost;
import org.opentest4j.TestAbortedException;

/** What the first packet of a connection costs the real kernel, beside the cost that a trace states. */
final class KernelBench {

    private KernelBench() {}

    /** @param sizes numbers of Services */
    static void run(Report report, int... sizes) {
        try {
            for (int services : sizes) {
                KernelCost.measure(services).forEach(row -> add(report, row));
            }
        } catch (TestAbortedException e) {
            System.out.println("kernel: not measured, " + e.getMessage());
        }
    }

    private static void add(Report report, KernelCost.Row row) {
        String name = String.format("kernel, %s, %,d Services x 3: ", row.mode().word(), row.services());
        report.add(name + "tables loaded", row.loadMillis(), "ms");
        for (KernelCost.Cost cost : row.costs()) {
            report.add(name + cost.what() + ", rules asked by the kernel", cost.kernel(), "rules");
            report.add(name + cost.what() + ", rules asked says the trace", cost.trace(), "rules");
            report.add(name + cost.what() + ", connect, median", cost.connect(), "us");
        }
    }
}
