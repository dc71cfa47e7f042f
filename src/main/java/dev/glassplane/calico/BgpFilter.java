package dev.glassplane.calico;

import dev.glassplane.net.Cidr;
import dev.glassplane.store.Stored;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A BGPFilter: which prefixes pass between a node and a peer. The first rule that speaks of a prefix decides; if none does, what would hold without a
 * filter holds ({@code projectcalico/calico: api/pkg/apis/projectcalico/v3/bgpfilter.go}). Rules about IPv6 say nothing here.
 *
 * @param name    metadata.name
 * @param imports rules for what a peer tells
 * @param exports rules for what a peer is told
 */
public record BgpFilter(String name, List<Rule> imports, List<Rule> exports) {

    /** Resource of the kind. */
    public static final String RESOURCE = "bgpfilters.crd.projectcalico.org";

    public BgpFilter {
        imports = List.copyOf(imports);
        exports = List.copyOf(exports);
    }

    /** How a prefix is compared. */
    public enum Operator {
        EQUAL("Equal", "="), NOT_EQUAL("NotEqual", "!="), IN("In", "~"), NOT_IN("NotIn", "!~");

        private final String word;
        private final String sign;

        Operator(String word, String sign) {
            this.word = word;
            this.sign = sign;
        }

        /** @return as BIRD writes it */
        public String sign() {
            return sign;
        }

        static Optional<Operator> of(String word) {
            return List.of(values()).stream().filter(each -> each.word.equals(word)).findFirst();
        }
    }

    /**
     * @param cidr    prefix to compare with; empty for any
     * @param lengths prefix lengths that count, if the rule says so
     */
    public record Net(Cidr cidr, Operator operator, Optional<Lengths> lengths) {

        boolean matches(Cidr prefix) {
            boolean equal = prefix.equals(cidr);
            boolean within = cidr.contains(prefix.network()) && prefix.prefixLength() >= lengths.map(Lengths::min).orElse(cidr.prefixLength())
                    && prefix.prefixLength() <= lengths.map(Lengths::max).orElse(IPV4_BITS);
            return switch (operator) {
                case EQUAL -> lengths.isPresent() ? within : equal;
                case NOT_EQUAL -> !(lengths.isPresent() ? within : equal);
                case IN -> within;
                case NOT_IN -> !within;
            };
        }
    }

    private static final int IPV4_BITS = 32;

    /** Prefix lengths from and to, both included, not shorter than the prefix itself. */
    public record Lengths(int min, int max) {}

    /**
     * A rule; what it says must hold altogether.
     *
     * @param net         what it says of the prefix
     * @param fromPeers   whether it speaks only of what a peer has told
     * @param device      device of the route, with {@code *} for any characters; empty for any
     * @param accept      whether the prefix passes
     */
    public record Rule(Optional<Net> net, boolean fromPeers, String device, boolean accept) {

        boolean matches(Cidr prefix, boolean told, Optional<String> by) {
            return net.filter(of -> !of.matches(prefix)).isEmpty() && (told || !fromPeers)
                    && (device.isEmpty() || by.filter(name -> name.matches(device.replace("*", ".*").replace("?", "."))).isPresent());
        }
    }

    /**
     * @param filters asked one after the other
     * @param told    whether a peer has told of the prefix
     * @param device  of the route, if it has one
     * @return whether the prefix passes; empty if no rule speaks of it
     */
    public static Optional<Boolean> verdict(List<BgpFilter> filters, boolean imported, Cidr prefix, boolean told, Optional<String> device) {
        return filters.stream().flatMap(filter -> (imported ? filter.imports : filter.exports).stream()).filter(rule -> rule.matches(prefix, told, device))
                .map(Rule::accept).findFirst();
    }

    static BgpFilter of(Stored stored) {
        JsonNode spec = stored.object().path("spec");
        return new BgpFilter(stored.key().name(), rules(spec.path("importV4")), rules(spec.path("exportV4")));
    }

    private static List<Rule> rules(JsonNode list) {
        return list.valueStream().map(rule -> new Rule(net(rule), rule.path("source").asString("").equals("RemotePeers"), rule.path("interface").asString(""),
                rule.path("action").asString("").equals("Accept"))).toList();
    }

    private static Optional<Net> net(JsonNode rule) {
        return Cidr.tryParse(rule.path("cidr").asString("")).flatMap(cidr -> Operator.of(rule.path("matchOperator").asString(""))
                .map(operator -> new Net(cidr, operator, lengths(rule.path("prefixLength"), cidr))));
    }

    private static Optional<Lengths> lengths(JsonNode json, Cidr cidr) {
        return json.isObject() ? Optional.of(new Lengths(Math.max(cidr.prefixLength(), json.path("min").asInt(0)), json.path("max").asInt(IPV4_BITS))) : Optional.empty();
    }
}
