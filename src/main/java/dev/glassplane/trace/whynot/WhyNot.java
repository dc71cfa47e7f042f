package dev.glassplane.trace.whynot;

import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.ReasonCode;
import java.util.List;
import java.util.Optional;

/**
 * What stands in a packet's way, and what would clear it.
 *
 * @param blockers in the order in which the packet would meet them: the first one, and those that show once the ones before are cleared
 * @param remedies proved to let every path arrive and be answered; fewest edits first, then those that change the least else
 * @param tried    edits that were tried
 * @param complete false if a limit ended the search
 */
public record WhyNot(List<Blocker> blockers, List<Remedy> remedies, int tried, boolean complete) {

    public WhyNot {
        blockers = List.copyOf(blockers);
        remedies = List.copyOf(remedies);
    }

    /**
     * @param outcome  how the packet ends there
     * @param code     why, if there is a code
     * @param device   where
     * @param object   whose rule it was, empty if none's
     * @param sentence one line for people
     */
    public record Blocker(Outcome outcome, Optional<ReasonCode> code, String device, String object, String sentence) {}

    /**
     * @param fixes   to make, in order
     * @param asked   other questions that were asked before and after
     * @param changed those whose answer changes, in words
     */
    public record Remedy(List<Fix> fixes, int asked, List<String> changed) {
        public Remedy {
            fixes = List.copyOf(fixes);
            changed = List.copyOf(changed);
        }
    }

    /** @return one sentence for people */
    public String sentence() {
        if (blockers.isEmpty()) {
            return "nothing stands in the way: it arrives and is answered";
        }
        if (remedies.isEmpty()) {
            return "no edit that was tried lets it arrive (" + tried + " tried" + (complete ? "" : ", then the limit ended the search") + ")";
        }
        return remedies.size() == 1 ? "one remedy is proved" : remedies.size() + " remedies are proved, the least intrusive first";
    }
}
