package dev.glassplane.trace.model;

import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.Rule;
import java.util.Optional;

/**
 * How a walk ended, and who says so.
 *
 * @param outcome  what became of the packet
 * @param code     why it did not arrive; empty if it did, or if the rule itself is the explanation
 * @param chain    chain of the rule that decided
 * @param rule     rule that decided
 * @param sentence one line for people
 * @param sees     what the sender sees, empty where only the way back can tell
 */
public record End(Outcome outcome, Optional<ReasonCode> code, Optional<ChainId> chain, Optional<Rule> rule, String sentence,
                  Optional<ClientSees> sees) {

    public End {
        if (outcome.arrived() && (code.isPresent() || sees.isPresent())) {
            throw new IllegalArgumentException(outcome + " has no reason code and no answer of its own");
        }
    }

    /** It arrived. */
    public static End arrived(Outcome outcome, String sentence) {
        return new End(outcome, Optional.empty(), Optional.empty(), Optional.empty(), sentence, Optional.empty());
    }

    /** It did not arrive, without a rule's doing. */
    public static End failed(Outcome outcome, ReasonCode code, String sentence, ClientSees sees) {
        return new End(outcome, Optional.of(code), Optional.empty(), Optional.empty(), sentence, Optional.of(sees));
    }

    /** A load balancer answered in place of a target. */
    public static End answered(ReasonCode code, String sentence, ClientSees sees) {
        return failed(Outcome.ANSWERED, code, sentence, sees);
    }

    /** Nobody can tell from here. */
    public static End unknown(String sentence) {
        return new End(Outcome.INSUFFICIENT_INFO, Optional.empty(), Optional.empty(), Optional.empty(), sentence, Optional.empty());
    }

    /** What would happen next is not modelled; the sentence cites the limit. */
    public static End unsupported(String sentence) {
        return new End(Outcome.UNSUPPORTED, Optional.of(ReasonCode.UNSUPPORTED_FEATURE), Optional.empty(), Optional.empty(), sentence, Optional.empty());
    }

    /** @return the same end, better explained */
    public End because(ReasonCode other, String otherSentence) {
        return new End(outcome, Optional.of(other), chain, rule, otherSentence, sees);
    }
}
