package dev.glassplane.trace.load;

import dev.glassplane.trace.load.LoadReport.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Open connections over time. */
final class Timeline {

    private static final double SECOND = 1_000_000;

    private final List<LoadCount.Change> changes;
    private final Map<Ending, Integer> peaks = new HashMap<>();

    Timeline(List<LoadCount.Change> unsorted) {
        changes = unsorted.stream().sorted(Comparator.comparingLong(LoadCount.Change::at)).toList();
        Map<Ending, Integer> open = new HashMap<>();
        changes.forEach(change -> peaks.merge(change.ending(), open.merge(change.ending(), change.more(), Integer::sum), Math::max));
    }

    int peak(Ending ending) {
        return peaks.getOrDefault(ending, 0);
    }

    /** @return counts at the ends of equal parts of the time from the first arrival to the last */
    List<Sample> samples(int number, long lastAt) {
        List<Sample> samples = new ArrayList<>();
        Map<String, Integer> open = new TreeMap<>();
        int next = 0;
        for (int i = 1; i <= number; i++) {
            long at = lastAt * i / number;
            while (next < changes.size() && changes.get(next).at() <= at) {
                open.merge(changes.get(next).ending().endpoint(), changes.get(next).more(), Integer::sum);
                next++;
            }
            samples.add(new Sample(at / SECOND, open.values().stream().mapToInt(Integer::intValue).sum(), new TreeMap<>(open)));
        }
        return lastAt == 0 && samples.size() > 1 ? samples.subList(0, 1) : samples;
    }
}
