package dev.glassplane.trace.load;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.numbers.fraction.BigFraction;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.SignificanceResult;

/** How well the counts agree with the stated shares. */
public sealed interface Fit {

    /**
     * Pearson's chi-square test. A small p-value says that the counts hardly came by chance from these shares; one near 1 that they are more even
     * than chance would make them, as those of schedulers that take turns are.
     */
    record Tested(double statistic, int degreesOfFreedom, double pValue) implements Fit {}

    /** There is nothing to test. */
    record NotTested(String why) implements Fit {}

    /** Connections that each ending should have on average, for the test to hold. */
    double EXPECTED_MIN = 5;

    /** @return the test over all endings that have a stated share or happened */
    static Fit of(Map<Ending, Integer> counts, Map<Ending, BigFraction> stated) {
        long sum = counts.values().stream().mapToLong(Integer::longValue).sum();
        List<Ending> unstated = counts.keySet().stream().filter(ending -> !stated.containsKey(ending)).toList();
        if (!unstated.isEmpty()) {
            return new NotTested(unstated.size() + " of the endings have no stated share, so the counts do not come from the stated shares alone");
        }
        if (stated.size() < 2) {
            return new NotTested("there is only one way to end");
        }
        double smallest = stated.values().stream().mapToDouble(share -> share.doubleValue() * sum).min().orElse(0);
        if (smallest < EXPECTED_MIN) {
            return new NotTested("too few connections: every ending should expect " + (int) EXPECTED_MIN + " at least");
        }
        List<Ending> endings = stated.keySet().stream().collect(Collectors.toList());
        double[] expected = endings.stream().mapToDouble(ending -> stated.get(ending).doubleValue() * sum).toArray();
        long[] observed = endings.stream().mapToLong(ending -> counts.getOrDefault(ending, 0)).toArray();
        SignificanceResult result = ChiSquareTest.withDefaults().test(expected, observed);
        return new Tested(result.getStatistic(), endings.size() - 1, result.getPValue());
    }
}
