package dev.glassplane.kernel;

import dev.glassplane.linux.netfilter.ChainId;
import java.util.List;
import java.util.Map;

/**
 * What became of a packet, as its sender and its receiver see it, and what it cost.
 *
 * @param outcome    what the sender sees
 * @param answeredBy host that answered, empty if none
 * @param answeredAt address and port at which the answering process was reached, empty if none
 * @param sourceSeen source address that the answering process saw, empty if none
 * @param rules      rules that the first packet matched, by host: {@code table/CHAIN/position verdict}; hosts without a match are left out
 * @param evaluated  rules that the first packet was held against, by host, with or without a match; hosts without any are left out
 */
public record Observation(Outcome outcome, String answeredBy, String answeredAt, String sourceSeen, Map<String, List<String>> rules,
                          Map<String, Integer> evaluated) {

    /** What the sender sees. */
    public enum Outcome {
        ANSWERED, REFUSED, UNREACHABLE, TOO_BIG, TIMEOUT
    }

    /** @return a rule that matched as the kernel's trace reports it: with the verdict of nf_tables */
    static String rule(ChainId chain, int position, String result) {
        String verdict = switch (result) {
            case "dnat", "snat", "masquerade" -> "accept";
            case "reject" -> "drop";
            default -> result;
        };
        return chain.table().name() + "/" + chain.name() + "/" + position + " " + verdict;
    }

    /** @return the same with what the kernel's traces of the hosts say */
    Observation traced(Map<String, List<String>> matched, Map<String, Integer> asked) {
        return new Observation(outcome, answeredBy, answeredAt, sourceSeen, matched, asked);
    }
}
