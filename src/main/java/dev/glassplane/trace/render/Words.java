package dev.glassplane.trace.render;

import dev.glassplane.dns.Resolution;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.route.IpRouteShow;
import dev.glassplane.linux.route.IpRuleShow;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Tunnel;
import dev.glassplane.trace.model.Choice;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Step;
import java.util.stream.Collectors;
import org.apache.commons.numbers.fraction.BigFraction;

/** Small texts that every form of the answer shares. */
final class Words {

    private Words() {}

    /** @return {@code 1/3}, {@code 1} */
    static String fraction(BigFraction fraction) {
        return fraction.getDenominator().equals(java.math.BigInteger.ONE) ? fraction.getNumerator().toString()
                : fraction.getNumerator() + "/" + fraction.getDenominator();
    }

    static String chain(ChainId id) {
        return id.table().name() + "/" + id.name();
    }

    /** @return which end changed, before and after: {@code DNAT 10.100.0.10:80 -> 10.0.1.7:8080} */
    static String change(Step.Change change) {
        Packet before = change.before();
        Packet after = change.after();
        boolean source = !end(before, true).equals(end(after, true));
        return change.kind() + " " + end(before, source) + " -> " + end(after, source);
    }

    static String end(Packet packet, boolean source) {
        Ip ip = source ? packet.source() : packet.destination();
        return packet.protocol().hasPorts() ? new IpPort(ip, source ? packet.sourcePort() : packet.destinationPort()).toString() : ip.toString();
    }

    /** @return {@code web.shop -> 10.100.3.4}, or how it failed */
    static String resolved(Resolution resolution) {
        String end = switch (resolution.result()) {
            case FOUND -> (resolution.canonical().filter(name -> !name.equals(resolution.asked())).map(name -> name + " ").orElse(""))
                    + resolution.addresses().stream().map(Ip::toString).collect(Collectors.joining(", "));
            case NO_DATA, NO_NAME, TRY_AGAIN, NOT_MODELLED -> resolution.result().words();
        };
        return resolution.asked() + " -> " + end;
    }

    /** @return which option was taken, to be put behind what was done */
    static String choice(Choice choice) {
        return switch (choice.by()) {
            case "affinity" -> "  remembered (session affinity)";
            case "random" -> "  choice " + choice.index() + " of " + choice.of() + ", p=" + fraction(choice.probability());
            default -> "  choice " + choice.index() + " of " + choice.of() + " by " + choice.by() + ", p=" + fraction(choice.probability());
        };
    }

    /** @return what a rule did, in few words */
    static String action(Step.RuleMatched step) {
        if (step.change().isPresent()) {
            return change(step.change().get());
        }
        String choice = step.choice().map(Words::choice).orElse("");
        return switch (step.acts()) {
            case Statement.Jump jump -> "-> " + jump.chain() + choice;
            case Statement.Goto go -> "-> " + go.chain() + choice;
            case Statement.Return _ -> "RETURN" + conditions(step.rule());
            case Statement.Accept _ -> "ACCEPT";
            case Statement.Drop _ -> "DROP";
            case Statement.Reject reject -> "REJECT " + reject.with();
            case Statement.Dnat dnat -> "DNAT to " + dnat.to() + ", which it already is";
            case Statement.Snat snat -> "SNAT to " + snat.to() + ", which it already is";
            case Statement.Masquerade _ -> "MASQUERADE changes nothing";
            case Statement.SetMark _ -> step.mark().map(mark -> mark.to() == 0 ? "mark cleared" : "mark " + hex(mark.to())).orElse("mark unchanged");
            case Statement.SetConnectionMark mark -> "connection mark " + hex(mark.value());
            case Statement.RestoreMark mark -> step.mark().map(changed -> "mark " + hex(changed.to()) + " from the connection")
                    .orElse("restore mark " + hex(mark.mask()) + ": unchanged");
            case Statement.CopyConnectionMark copy -> step.mark().map(changed -> "mark " + hex(changed.to()) + " from the connection")
                    .orElse("mark is that of the connection, " + hex(copy.mask()) + ": unchanged");
            case Statement.Nothing _ -> "counts";
            case Statement.Log log -> "logs \"" + log.prefix() + "\"";
            case Statement.UpdateSet update -> "remembers in @" + update.set();
            case Statement.VerdictMap _, Statement.RandomVerdict _ -> throw new IllegalStateException("a map acts by its verdict: " + step.rule());
        };
    }

    private static String conditions(Rule rule) {
        return rule.matches().stream().filter(Match.Destination.class::isInstance).map(Match.Destination.class::cast)
                .map(match -> " for " + (match.negated() ? "all but " : "") + match.cidr()).findFirst().orElse("");
    }

    /** @return {@code VXLAN VNI 1 to 02:2f:c4:c7:48:3d behind 10.0.2.10: 60 + 50 bytes}: outer IPv4, UDP, VXLAN and inner Ethernet headers;
     *         {@code IPIP to 10.0.2.10: 60 + 20 bytes}: an outer IPv4 header */
    static String wrapped(Step.Encapsulated step) {
        Tunnel tunnel = step.outer().tunnel().orElseThrow();
        String to = switch (tunnel.kind()) {
            case VXLAN -> "VNI " + tunnel.id() + " to " + tunnel.mac() + " behind ";
            case IPIP -> "to ";
        };
        return tunnel.kind() + " " + to + step.outer().destination() + ": " + step.inner().sizeBytes() + " + " + tunnel.kind().overhead() + " bytes";
    }

    static String hex(int value) {
        return "0x" + Integer.toHexString(value);
    }

    /** @return who put it there, and why: {@code Service demo/web:http, nodePort: 30080}; {@code aws-node: AWS SNAT CHAIN} */
    static String origin(Origin origin) {
        String who = origin.object().isEmpty() ? origin.component() : origin.object();
        String join = origin.object().isEmpty() ? ": " : ", ";
        return origin.reason().isEmpty() ? who : who + join + origin.reason();
    }

    /** @return what the look-up found, as iproute2 prints it */
    static String route(Step.Routed step) {
        if (step.local()) {
            return "local";
        }
        if (step.route().isEmpty()) {
            return "none";
        }
        String rule = step.rule().filter(found -> found.priority() < 32_766).map(found -> "rule " + IpRuleShow.line(found) + ": ").orElse("");
        return rule.replace('\t', ' ') + IpRouteShow.line(step.route().get()).strip();
    }

    /** @return what the sender sees, or that nobody can tell */
    static String sees(Path path) {
        return path.clientSees().map(sees -> sees.word()).orElse("unknown" + (path.delivered().isPresent() ? " (return: false)" : ""));
    }
}
