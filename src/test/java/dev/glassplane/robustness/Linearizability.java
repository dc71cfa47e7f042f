package dev.glassplane.robustness;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether there is an order of operations, one after the other, that explains every answer and in which none comes before one that had ended before it
 * began. After J. Wing and C. Gong, "Testing and Verifying Concurrent Objects" (1993), with G. Lowe's memory of where the search has been. Each key is an
 * object of its own: a history is linearizable if it is for each of them.
 */
final class Linearizability {

    private Linearizability() {}

    /** @return for each key without such an order, its history; empty if all is well */
    static List<String> problems(List<Operation> history) {
        Map<String, List<Operation>> byKey = history.stream().collect(Collectors.groupingBy(Operation::key));
        return byKey.entrySet().stream().filter(key -> !holds(key.getValue()))
                .map(key -> "no order explains what clients were told of " + key.getKey() + ":\n  "
                        + key.getValue().stream().sorted(Comparator.comparingLong(Operation::call)).map(Operation::toString).collect(Collectors.joining("\n  ")))
                .toList();
    }

    /** A point of the search: which operations are done, and what the object is then. */
    private record Point(BitSet done, KeyState state) {}

    /** @return whether the operations of one key, which is absent at first, can be put in order */
    static boolean holds(List<Operation> ofKey) {
        List<Operation> operations = ofKey.stream().sorted(Comparator.comparingLong(Operation::call)).toList();
        BitSet answered = new BitSet();
        for (int i = 0; i < operations.size(); i++) {
            answered.set(i, !operations.get(i).unknown());
        }
        Set<Point> been = new HashSet<>();
        Deque<Point> next = new ArrayDeque<>(List.of(new Point(new BitSet(), KeyState.ABSENT)));
        while (!next.isEmpty()) {
            Point point = next.pop();
            BitSet left = (BitSet) answered.clone();
            left.andNot(point.done);
            if (left.isEmpty()) {
                return true; // those without an answer need not have happened
            }
            for (Point following : from(point, operations)) {
                if (been.add(following)) {
                    next.push(following);
                }
            }
        }
        return false;
    }

    /** Any operation may be the next that began before every other one that is left had ended. */
    private static List<Point> from(Point point, List<Operation> operations) {
        List<Point> points = new ArrayList<>();
        long firstEnd = Long.MAX_VALUE;
        for (int i = point.done.nextClearBit(0); i < operations.size(); i = point.done.nextClearBit(i + 1)) {
            firstEnd = Math.min(firstEnd, operations.get(i).returned());
        }
        for (int i = point.done.nextClearBit(0); i < operations.size() && operations.get(i).call() <= firstEnd; i = point.done.nextClearBit(i + 1)) {
            Optional<KeyState> after = point.state.after(operations.get(i));
            if (after.isPresent()) {
                BitSet done = (BitSet) point.done.clone();
                done.set(i);
                points.add(new Point(done, after.get()));
            }
        }
        return points;
    }
}
