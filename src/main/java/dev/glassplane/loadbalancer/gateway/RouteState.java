package dev.glassplane.loadbalancer.gateway;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of a route.
 *
 * @param spec        as declared
 * @param rules       what its rules say
 * @param attachments one for each parentRef that is ours
 */
record RouteState(RouteSpec spec, RouteRules rules, List<Attachment> attachments) {

    /** @return the conditions for one of its parents */
    List<Finding> findings(Attachment attachment) {
        List<Finding> findings = new ArrayList<>();
        findings.add(accepted(attachment));
        findings.add(rules.problems().isEmpty() ? Finding.good(Finding.RESOLVED_REFS, "all references are resolved")
                : Finding.bad(Finding.RESOLVED_REFS, rules.problems().getFirst().reason(),
                        String.join("; ", rules.problems().stream().map(Problem::message).toList())));
        if (!rules.invalid().isEmpty() && !rules.whole()) {
            findings.add(new Finding("PartiallyInvalid", true, "UnsupportedValue", "Dropped Rule: " + String.join("; ", rules.invalid())));
        }
        return findings;
    }

    private Finding accepted(Attachment attachment) {
        return attachment.accepted().holds() && rules.whole()
                ? Finding.bad(Finding.ACCEPTED, "UnsupportedValue", String.join("; ", rules.invalid())) : attachment.accepted();
    }

    /** @return whether a listener that took it serves it */
    boolean served(Attachment attachment) {
        return attachment.accepted().holds() && !rules.whole();
    }
}
