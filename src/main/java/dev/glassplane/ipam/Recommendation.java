package dev.glassplane.ipam;

import dev.glassplane.ipam.PlanAnswer.SettingAnswer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which setting to take: one under which no pod fails; of those the one that holds fewest addresses, unless another holds hardly more and asks
 * EC2 much less.
 *
 * @param setting its name
 * @param reason  in figures
 */
record Recommendation(String setting, String reason) {

    /** So much more may be held ... */
    private static final double HARDLY_MORE = 1.10;
    /** ... for at most this share of the calls. */
    private static final double MUCH_LESS = 0.5;
    /** One that makes at most this share of the calls is named beside it. */
    private static final double HARDLY_ANY = 0.1;
    private static final int SECONDS_PER_MINUTE = 60;

    static Recommendation of(List<SettingAnswer> answers) {
        List<SettingAnswer> fit = answers.stream().filter(Recommendation::fits).toList();
        if (fit.isEmpty()) {
            SettingAnswer best = answers.stream().min(Comparator.comparingInt(SettingAnswer::waitingAtEnd)
                    .thenComparingLong(Recommendation::failures).thenComparingLong(SettingAnswer::meanHeld)).orElseThrow();
            return new Recommendation(best.name(), "no setting gives every pod an address; under this one " + failures(best)
                    + " pods failed and " + best.waitingAtEnd() + " wait at the end" + first(best));
        }
        SettingAnswer least = fit.stream().min(Comparator.comparingLong(SettingAnswer::meanHeld).thenComparingLong(SettingAnswer::ec2CallsTotal)).orElseThrow();
        SettingAnswer calm = fit.stream().filter(of -> of.meanHeld() <= least.meanHeld() * HARDLY_MORE)
                .filter(of -> of.ec2CallsTotal() <= least.ec2CallsTotal() * MUCH_LESS)
                .min(Comparator.comparingLong(SettingAnswer::ec2CallsTotal)).orElse(least);
        StringBuilder reason = new StringBuilder("no pod fails; ").append(figures(calm)).append(", the longest wait ")
                .append(calm.longestWaitSeconds()).append(" s");
        if (calm != least) {
            reason.append("; \"").append(least.name()).append("\" holds a little less (").append(least.meanHeld()).append(") but makes ")
                    .append(least.ec2CallsTotal()).append(" calls");
        }
        fit.stream().filter(of -> of.ec2CallsTotal() <= calm.ec2CallsTotal() * HARDLY_ANY).min(Comparator.comparingLong(SettingAnswer::meanHeld))
                .ifPresent(of -> reason.append("; where EC2 throttles calls, \"").append(of.name()).append("\" makes only ")
                        .append(of.ec2CallsTotal()).append(" and holds ").append(of.meanHeld()));
        answers.stream().filter(of -> !fit.contains(of) && of.meanHeld() < calm.meanHeld()).findFirst().ifPresent(of -> reason.append("; \"")
                .append(of.name()).append("\" holds less (").append(of.meanHeld()).append(") but ").append(failures(of)).append(" pods fail").append(first(of)));
        return new Recommendation(calm.name(), reason.toString());
    }

    private static boolean fits(SettingAnswer of) {
        return of.firstFailure() == null && of.unscheduled() == null && of.nodesNotStarted() == 0;
    }

    private static long failures(SettingAnswer of) {
        return of.podsWaited().entrySet().stream().filter(entry -> !entry.getKey().passing()).mapToLong(Map.Entry::getValue).sum();
    }

    private static String figures(SettingAnswer of) {
        return String.format(Locale.ROOT, "%d addresses are held on average for %d in use, with %d EC2 calls (%.1f a minute) and up to %d interfaces",
                of.meanHeld(), of.meanUsed(), of.ec2CallsTotal(),
                of.ec2CallsTotal() * (double) SECONDS_PER_MINUTE / Math.max(1, of.samples().getLast().at()), of.peakInterfaces());
    }

    private static String first(SettingAnswer of) {
        PlanAnswer.PodTrouble trouble = of.firstFailure() != null ? of.firstFailure() : of.unscheduled();
        return trouble == null ? "" : ", the first after " + trouble.at() + " s: " + trouble.cause() + ", " + trouble.why();
    }
}
