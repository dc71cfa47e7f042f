package dev.glassplane.linux.netfilter;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * Asks the conditions of a rule as the kernel does, until one fails: iptables those on the IP header first, then the modules in their order; nft all
 * in the order of the rule.
 */
final class Matcher {

    private Matcher() {}

    static boolean matches(ChainId chain, int position, Rule rule, PacketView view) {
        List<Match> matches = rule.matches();
        if (chain.table().dialect() == Dialect.NFTABLES) {
            for (int i = 0; i < matches.size(); i++) {
                if (!header(matches.get(i), view) || !module(matches.get(i), view, chain, position)) {
                    return false;
                }
            }
            return true;
        }
        for (int i = 0; i < matches.size(); i++) {
            if (!header(matches.get(i), view)) {
                return false;
            }
        }
        for (int i = 0; i < matches.size(); i++) {
            if (!module(matches.get(i), view, chain, position)) {
                return false;
            }
        }
        return true;
    }

    private static boolean header(Match match, PacketView view) {
        return switch (match) {
            case Match.Source m -> m.cidr().contains(view.packet().source()) != m.negated();
            case Match.Destination m -> m.cidr().contains(view.packet().destination()) != m.negated();
            case Match.InInterface m -> device(m.name(), view.inDevice()) != m.negated();
            case Match.OutInterface m -> device(m.name(), view.outDevice()) != m.negated();
            case Match.ProtocolIs m -> (view.packet().protocol() == m.protocol()) != m.negated();
            case Match.AddressIn m -> within(m, view.packet()) != m.negated();
            case Match.Comment _, Match.ProtocolModule _, Match.DestinationPort _, Match.ConnectionState _, Match.MarkIs _,
                 Match.ConnectionMarkIs _, Match.Multiport _, Match.SourceIsLocal _, Match.DestinationIsLocal _, Match.Probability _, Match.RecentSet _,
                 Match.RecentCheck _, Match.Accounting _, Match.InSet _, Match.FromBridgePort _, Match.ByVirtualServer _, Match.InNftSet _,
                 Match.Counter _ -> true;
        };
    }

    private static boolean module(Match match, PacketView view, ChainId chain, int position) {
        return switch (match) {
            case Match.Source _, Match.Destination _, Match.InInterface _, Match.OutInterface _, Match.ProtocolIs _, Match.Comment _,
                 Match.Accounting _, Match.AddressIn _, Match.Counter _ -> true;
            case Match.ProtocolModule m -> view.packet().protocol() == m.protocol();
            case Match.DestinationPort m -> port(m, view.packet().protocol(), view.packet().destinationPort());
            case Match.ConnectionState m -> state(m, view) != m.negated();
            case Match.MarkIs m -> ((view.mark() & m.mask()) == m.value()) != m.negated();
            case Match.ConnectionMarkIs m -> view.connection().filter(c -> ((c.mark() & m.mask()) == m.value()) != m.negated()).isPresent();
            case Match.Multiport m -> multiport(m, view.packet());
            case Match.SourceIsLocal m -> (m.limitIfaceOut() ? view.isLocalOn(view.packet().source(), view.outDevice())
                    : view.isLocal(view.packet().source())) != m.negated();
            case Match.DestinationIsLocal m -> destinationIsLocal(m, view) != m.negated();
            case Match.Probability m -> probability(m.exact(), view, chain, position);
            case Match.RecentSet m -> {
                view.recent().set(m.list(), view.packet().source(), view.now());
                yield true;
            }
            case Match.InSet m -> view.inSet(m.set(), m.directions()) != m.negated();
            case Match.FromBridgePort m -> view.fromBridgePort() != m.negated();
            case Match.ByVirtualServer m -> view.virtualServer().filter(m.server()::equals).isPresent();
            case Match.RecentCheck m -> view.recent().check(m.list(), view.packet().source(), m.seconds(), view.now());
            case Match.InNftSet m -> PacketField.key(m.key(), view.packet()).filter(key -> SetLookups.holds(chain.table(), m.set(), key, view) != m.negated())
                    .isPresent();
        };
    }

    private static boolean within(Match.AddressIn match, Packet packet) {
        Ip ip = match.field() == PacketField.SOURCE ? packet.source() : packet.destination();
        return match.cidrs().stream().anyMatch(cidr -> cidr.contains(ip));
    }

    private static boolean multiport(Match.Multiport match, Packet packet) {
        int port = match.source() ? packet.sourcePort() : packet.destinationPort();
        return packet.protocol().hasPorts() && match.ports().stream().anyMatch(range -> range.contains(port)) != match.negated();
    }

    private static boolean device(String pattern, String name) {
        return pattern.endsWith("+") ? name.startsWith(pattern.substring(0, pattern.length() - 1)) : name.equals(pattern);
    }

    private static boolean port(Match.DestinationPort match, Protocol protocol, int port) {
        return protocol == match.protocol() && (match.from() <= port && port <= match.to()) != match.negated();
    }

    private static boolean state(Match.ConnectionState match, PacketView view) {
        return match.words().contains(view.state())
                || match.words().contains(ConnectionStateWord.DNAT) && view.connection().filter(c -> c.destinationTranslated()).isPresent()
                || match.words().contains(ConnectionStateWord.SNAT) && view.connection().filter(c -> c.sourceTranslated()).isPresent();
    }

    private static boolean destinationIsLocal(Match.DestinationIsLocal match, PacketView view) {
        return match.limitIfaceIn() ? view.isLocalOn(view.packet().destination(), view.inDevice())
                : view.isLocal(view.packet().destination());
    }

    private static boolean probability(BigFraction probability, PacketView view, ChainId chain, int position) {
        if (probability.compareTo(BigFraction.ONE) >= 0 || probability.signum() <= 0) {
            return probability.signum() > 0;
        }
        return view.draw(chain.table().name() + "/" + chain.name() + "/" + position, probability);
    }
}
