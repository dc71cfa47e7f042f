package dev.glassplane.vpc.firewall;

import java.util.List;
import java.util.Optional;

/**
 * What a security group or network ACL said of a packet.
 *
 * @param layer     who was asked
 * @param on        the interface or subnet
 * @param asked     ids of the groups, or of the ACL
 * @param direction which way the packet crosses it
 * @param verdict   what follows
 * @param rule      the rule that decided; empty if none matched, or none was asked
 * @param passed    rules that were asked before
 * @param flow      the packet
 * @param sentence  one line for people
 */
public record Ruling(Layer layer, String on, List<String> asked, Direction direction, Verdict verdict, Optional<Matched> rule, int passed, Flow flow,
                     String sentence) {

    public Ruling {
        asked = List.copyOf(asked);
    }

    /** Who rules. */
    public enum Layer {
        SECURITY_GROUP("security-group", "SecurityGroup"), NETWORK_ACL("network-acl", "NetworkACL");

        private final String word;
        private final String kind;

        Layer(String word, String kind) {
            this.word = word;
            this.kind = kind;
        }

        /** @return the word of an answer */
        public String word() {
            return word;
        }

        /** @return kind of the object */
        public String kind() {
            return kind;
        }
    }

    /** What follows. */
    public enum Verdict {
        /** A rule lets it pass. */
        ALLOWED,
        /** It belongs to a connection that was let pass before; no rule is asked. */
        TRACKED,
        /** No rule of any group admits it, or a rule of the ACL denies it. */
        DENIED,
        /** The groups have no rule at all for the direction. */
        NO_RULES
    }

    /**
     * @param object id of the group or ACL
     * @param place  {@code ingressRules[0]} of a group, {@code 100} or {@code *} of an ACL
     * @param text   the rule in words
     */
    public record Matched(String object, String place, String text) {}

    /** @return {@code SecurityGroup sg-1, sg-2}, {@code NetworkACL acl-1}: the objects that ruled */
    public String objects() {
        return layer.kind() + " " + String.join(", ", asked);
    }

    /** @return whether the packet goes on */
    public boolean passes() {
        return verdict == Verdict.ALLOWED || verdict == Verdict.TRACKED;
    }

    /** @return a connection that a security group knows passes */
    public static Ruling tracked(String eni, List<String> groups, Direction direction, Flow flow) {
        return new Ruling(Layer.SECURITY_GROUP, eni, groups, direction, Verdict.TRACKED, Optional.empty(), 0, flow,
                "security groups of " + eni + ": it belongs to a connection that they let pass");
    }
}
