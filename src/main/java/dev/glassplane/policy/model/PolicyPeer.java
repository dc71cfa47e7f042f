package dev.glassplane.policy.model;

import dev.glassplane.image.LabelSelector;
import dev.glassplane.net.Cidr;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who may be at the other end. */
public sealed interface PolicyPeer {

    /**
     * Pods.
     *
     * @param namespaces of which namespaces; empty for the policy's own
     * @param pods       which of them; empty for all
     */
    record Pods(Optional<LabelSelector> namespaces, Optional<LabelSelector> pods) implements PolicyPeer {

        @Override
        public String toString() {
            String which = pods.filter(selector -> !selector.requirements().isEmpty()).map(selector -> "pods " + selector).orElse("all pods");
            return which + namespaces.map(selector -> selector.requirements().isEmpty() ? " of all namespaces" : " of namespaces " + selector).orElse("");
        }
    }

    /**
     * Addresses, whoever has them.
     *
     * @param cidr   a prefix
     * @param except parts of it that the rule does not speak of
     */
    record Block(Cidr cidr, List<Cidr> except) implements PolicyPeer {

        public Block {
            except = List.copyOf(except);
        }

        @Override
        public String toString() {
            return "ipBlock " + cidr + (except.isEmpty() ? "" : " except " + except.stream().map(Cidr::toString).collect(Collectors.joining(", ")));
        }
    }
}
