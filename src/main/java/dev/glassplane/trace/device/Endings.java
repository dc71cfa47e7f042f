package dev.glassplane.trace.device;

import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.ConnectionStateWord;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.route.RouteLookup;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.linux.stack.StackResult;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.trace.model.ClientSees;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.End;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.ReasonCode;
import java.util.Optional;
import java.util.function.Supplier;

/** Says why a host did not pass a packet on: the reason of the rule that decided, or the kernel's own. */
final class Endings {

    private final DeviceRef device;
    private final Directory directory;
    private final Supplier<Optional<Origin>> ledBy;

    /** @param ledBy who put the element into a keyed table that led to the rule that ended it */
    Endings(DeviceRef device, Directory directory, Supplier<Optional<Origin>> ledBy) {
        this.device = device;
        this.directory = directory;
        this.ledBy = ledBy;
    }

    /** A rule that stands for every Service speaks for the one whose element led to it. */
    private Origin origin(Rule rule) {
        return rule.origin().kind().isEmpty() ? ledBy.get().orElse(rule.origin()) : rule.origin();
    }

    private Rule attributed(Rule rule) {
        return new Rule(origin(rule), rule.matches(), rule.statement());
    }

    End dropped(StackResult.Dropped result) {
        if (result.rule().isEmpty()) {
            return new End(Outcome.DROPPED, Optional.empty(), Optional.of(result.chain()), Optional.empty(),
                    device + " drops it: policy of " + name(result.chain()), Optional.of(ClientSees.TIMEOUT));
        }
        Rule rule = result.rule().get();
        return new End(Outcome.DROPPED, code(rule), Optional.of(result.chain()), Optional.of(attributed(rule)), device + " drops it: " + cause(rule),
                Optional.of(ClientSees.TIMEOUT));
    }

    End rejected(StackResult.Rejected result) {
        return new End(Outcome.REJECTED, code(result.rule()), Optional.of(result.chain()), Optional.of(attributed(result.rule())),
                device + " refuses it with " + result.with() + ": " + cause(result.rule()), Optional.of(ClientSees.of(result.with())));
    }

    End stopped(StackResult.Stopped result) {
        Optional<ReasonCode> code = code(result.reason(), result.origin());
        String whose = result.origin().map(Origin::object).filter(object -> !object.isEmpty()).map(object -> object + ": ").orElse("");
        return new End(result.with().isPresent() ? Outcome.REJECTED : Outcome.DROPPED, code, Optional.empty(), Optional.empty(),
                device + (result.with().isPresent() ? " refuses it with " + result.with().get() : " drops it") + " (" + result.by() + "): " + whose
                + result.sentence(), Optional.of(result.with().map(Endings::sees).orElse(ClientSees.TIMEOUT)));
    }

    /** A system call's EHOSTUNREACH is what an ICMP error of that name gives too. */
    private static ClientSees sees(String with) {
        return with.equals("EHOSTUNREACH") ? ClientSees.ICMP_HOST_UNREACHABLE : ClientSees.of(with);
    }

    End unreachable(StackResult.Unreachable result, Packet packet) {
        return End.failed(Outcome.UNREACHABLE, ReasonCode.NO_ROUTE, device + " has no route to " + packet.destination(),
                ClientSees.of(result.word()));
    }

    /** A router tells the sender what fits; a sender's own kernel knows. */
    End tooBig(StackResult.TooBig result, Packet packet, HostState host) {
        String sentence = device + ": " + packet.sizeBytes() + " bytes do not fit " + result.device() + " (MTU " + result.mtu() + "); ";
        if (host.routing().isLocal(packet.source())) {
            return End.failed(Outcome.DROPPED, ReasonCode.MTU_EXCEEDED, sentence + "the send call fails with EMSGSIZE (TCP never asks for that much: its MSS follows "
                    + "from the device)", ClientSees.MESSAGE_TOO_LONG);
        }
        String from = RouteLookup.source(host.routing(), packet.source()).map(ip -> " from " + ip).orElse("");
        return End.failed(Outcome.DROPPED, ReasonCode.MTU_EXCEEDED, sentence + "the sender " + packet.source() + " gets ICMP "
                + (packet.source().isV4() ? "fragmentation needed (type 3, code 4), next-hop MTU " : "packet too big (type 2), MTU ") + result.mtu() + from,
                ClientSees.ICMP_FRAGMENTATION_NEEDED);
    }

    End noNeighbor(StackResult.NoNeighbor result) {
        return End.failed(Outcome.UNREACHABLE, ReasonCode.IP_NOT_ASSIGNED, device + ": nobody on " + result.device() + " has " + result.ip()
                + ": ARP goes unanswered, and after three seconds the sender hears that the host is unreachable", ClientSees.ICMP_HOST_UNREACHABLE);
    }

    End discarded(StackResult.Discarded result, Packet packet) {
        ReasonCode code = switch (result.reason()) {
            case "RPF_FAILED" -> ReasonCode.RPF_FAILED;
            case "MARTIAN_SOURCE", "MARTIAN_DESTINATION" -> ReasonCode.MARTIAN_SOURCE;
            case "TTL_EXPIRED" -> ReasonCode.TTL_EXPIRED;
            case "LOCALNET_BLOCKED" -> ReasonCode.LOCALNET_BLOCKED;
            case "NAT_PORT_EXHAUSTED" -> ReasonCode.NAT_PORT_EXHAUSTED;
            case "EARLY_DEMUX" -> ReasonCode.EARLY_DEMUX;
            case "FDB_MISS", "TUNNEL_UNROUTED", "TUNNEL_UNKNOWN", "OTHER_HOST" -> ReasonCode.TUNNEL_BROKEN;
            case "HAIRPIN_OFF" -> ReasonCode.HAIRPIN_OFF;
            case "BLACKHOLE", "FORWARDING_OFF", "REROUTE_FAILED" -> ReasonCode.NO_ROUTE;
            default -> throw new IllegalStateException("the kernel discards for an unknown reason: " + result.reason());
        };
        return End.failed(Outcome.DROPPED, code, device + " throws it away (" + result.reason() + "): " + packet, ClientSees.TIMEOUT);
    }

    /** Nobody listens: TCP answers with a reset, UDP with an ICMP error. */
    static End closed(ReasonCode code, Packet packet, String sentence) {
        return End.failed(Outcome.REJECTED, code, sentence,
                packet.protocol() == Protocol.TCP ? ClientSees.RST : ClientSees.ICMP_PORT_UNREACHABLE);
    }

    private Optional<ReasonCode> code(Rule rule) {
        boolean invalid = rule.matches().stream().anyMatch(match -> match instanceof Match.ConnectionState state && !state.negated()
                && state.words().contains(ConnectionStateWord.INVALID));
        if (invalid) {
            return Optional.of(ReasonCode.CT_INVALID);
        }
        if (rule.origin().reason().equals("invalid ports of ClusterIPs")) {
            return Optional.of(ReasonCode.PORT_NOT_IN_SERVICE);
        }
        Origin origin = origin(rule);
        return code(origin.reason(), Optional.of(origin));
    }

    private Optional<ReasonCode> code(String reason, Optional<Origin> origin) {
        return Optional.ofNullable(switch (reason) {
            case "no endpoints" -> origin.filter(directory::hasUnreadyEndpoints).isPresent() ? ReasonCode.NO_READY_ENDPOINTS : ReasonCode.NO_ENDPOINTS;
            case "internalTrafficPolicy: Local", "externalTrafficPolicy: Local" -> ReasonCode.NO_LOCAL_ENDPOINTS;
            case "loadBalancerSourceRanges" -> ReasonCode.SOURCE_RANGE_DENIED;
            case "no such port" -> ReasonCode.PORT_NOT_IN_SERVICE;
            case "Invalid source ip" -> ReasonCode.MARTIAN_SOURCE;
            case "Fragmentation needed" -> ReasonCode.MTU_EXCEEDED;
            case "No mapping for NAT masquerade" -> ReasonCode.NAT_PORT_EXHAUSTED;
            case "FIB lookup failed" -> ReasonCode.NO_ROUTE;
            case "Is a ClusterIP" -> ReasonCode.CLUSTER_IP_FROM_OUTSIDE;
            case "TTL exceeded" -> ReasonCode.TTL_EXPIRED;
            case StackResult.Stopped.POLICY_INGRESS -> ReasonCode.POLICY_DENIED_INGRESS;
            case StackResult.Stopped.POLICY_EGRESS -> ReasonCode.POLICY_DENIED_EGRESS;
            case "iptables.localhostNodePorts" -> ReasonCode.LOCALNET_BLOCKED;
            default -> null; // the rule itself is the explanation
        });
    }

    private String cause(Rule rule) {
        Origin origin = origin(rule);
        String object = origin.object();
        String because = code(rule).map(code -> switch (code) {
            case NO_ENDPOINTS -> "has no endpoints";
            case NO_READY_ENDPOINTS -> "has endpoints, but none is ready";
            case NO_LOCAL_ENDPOINTS -> "has no endpoint on this node (" + origin.reason() + ")";
            case SOURCE_RANGE_DENIED -> "does not allow this source (loadBalancerSourceRanges)";
            case PORT_NOT_IN_SERVICE -> "has no such port on its ClusterIP";
            case CT_INVALID -> "connection tracking knows no connection for it";
            default -> origin.reason();
        }).orElse(origin.reason());
        return object.isEmpty() ? because : object + " " + because;
    }

    private static String name(ChainId chain) {
        return chain.table().name() + "/" + chain.name();
    }
}
