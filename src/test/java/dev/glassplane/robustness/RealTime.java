package dev.glassplane.robustness;

import dev.glassplane.robustness.Operation.Answer;
import dev.glassplane.robustness.Operation.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Revisions over all keys: a write that began after another one had been acknowledged has a greater one, and no list is older than that. */
final class RealTime {

    private RealTime() {}

    /**
     * A list as a client got it.
     *
     * @param revision of the list
     */
    record Listed(long call, long revision) {}

    private record Begun(long call, long revision, boolean mayEqual, String text) {}

    private record Ended(long returned, long revision, String text) {}

    static List<String> problems(List<Operation> history, List<Listed> lists) {
        List<Begun> begun = new ArrayList<>(lists.stream().map(list -> new Begun(list.call(), list.revision(), true, list.toString())).toList());
        PriorityQueue<Ended> ended = new PriorityQueue<>(Comparator.comparingLong(Ended::returned));
        for (Operation operation : history) {
            boolean writes = operation.request() instanceof Request.Create || operation.request() instanceof Request.Update;
            if (writes && operation.answer() instanceof Answer.Found found) {
                begun.add(new Begun(operation.call(), found.revision(), false, operation.toString()));
                ended.add(new Ended(operation.returned(), found.revision(), operation.toString()));
            }
        }
        begun.sort(Comparator.comparingLong(Begun::call));
        List<String> problems = new ArrayList<>();
        Ended newest = new Ended(0, 0, "");
        for (Begun next : begun) {
            while (!ended.isEmpty() && ended.peek().returned < next.call) {
                Ended before = ended.poll();
                newest = before.revision > newest.revision ? before : newest;
            }
            if (next.revision < newest.revision || next.revision == newest.revision && !next.mayEqual) {
                problems.add(next.text + " began after the end of " + newest.text + ", but is older");
            }
        }
        return problems;
    }
}
