package dev.glassplane.robustness;

import dev.glassplane.robustness.WatchLog.Told;
import java.util.ArrayList;
import java.util.List;

/** The promises of watches: in the order of revisions, each event once, none left out, whatever was cut off in between. */
final class WatchChecks {

    private WatchChecks() {}

    /**
     * @param reference one undisturbed watch over the whole time
     * @return what is wrong with the other; empty if nothing is
     */
    static List<String> problems(WatchLog watch, WatchLog reference) {
        List<String> problems = new ArrayList<>();
        long last = watch.begin();
        for (Told told : watch.told()) {
            if (told.revision() <= last) {
                problems.add("revision " + told.revision() + " came after " + last + ": " + told.text());
            }
            last = told.revision();
        }
        long end = last;
        List<Told> expected = reference.told().stream().filter(told -> told.revision() > watch.begin() && told.revision() <= end).toList();
        for (int i = 0; i < Math.max(expected.size(), watch.told().size()) && problems.isEmpty(); i++) {
            String wanted = i < expected.size() ? expected.get(i).toString() : "nothing more";
            String found = i < watch.told().size() ? watch.told().get(i).toString() : "nothing more";
            if (!wanted.equals(found)) {
                problems.add("event " + i + " after revision " + watch.begin() + " was " + found + ", but " + wanted + " happened");
            }
        }
        return problems;
    }

    /** @return acknowledged writes of the history that the reference does not tell of */
    static List<String> missing(List<Operation> history, WatchLog reference) {
        List<String> problems = new ArrayList<>();
        java.util.Map<Long, String> byRevision = new java.util.HashMap<>();
        reference.told().forEach(told -> byRevision.put(told.revision(), told.text()));
        for (Operation operation : history) {
            if (operation.answer() instanceof Operation.Answer.Found found && !(operation.request() instanceof Operation.Request.Read)
                    && !(operation.request() instanceof Operation.Request.Delete)) {
                String text = byRevision.getOrDefault(found.revision(), "");
                if (!text.endsWith(" " + operation.key() + " " + found.value())) {
                    problems.add("acknowledged, but the watch says \"" + text + "\" at its revision: " + operation);
                }
            }
        }
        return problems;
    }
}
