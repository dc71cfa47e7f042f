package dev.glassplane.linux.stack;

import dev.glassplane.linux.conntrack.AddressTranslation;
import dev.glassplane.linux.conntrack.Connection;
import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.linux.netfilter.BaseChain;
import dev.glassplane.linux.netfilter.Chain;
import dev.glassplane.linux.netfilter.Evaluator;
import dev.glassplane.linux.netfilter.Hook;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.Verdict;
import dev.glassplane.linux.route.RouteLookup;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import java.util.Optional;

/**
 * Address translation at a hook: the nat chains decide once for each end of a new connection, then every packet is rewritten from the
 * connection's tuples, in both directions ({@code linux: net/netfilter/nf_nat_core.c}, nf_nat_inet_fn and nf_nat_packet).
 */
final class Translator {

    private Translator() {}

    static Optional<StackResult> run(Visit visit, Hook hook) {
        if (visit.connection().isEmpty()) {
            return Optional.empty();
        }
        boolean source = hook == Hook.POSTROUTING || hook == Hook.INPUT;
        if (!visit.tracking().decided(source)) {
            Optional<StackResult> end = decide(visit, hook, source);
            if (end.isPresent()) {
                return end;
            }
        }
        rewrite(visit, source);
        return Optional.empty();
    }

    private static Optional<StackResult> decide(Visit visit, Hook hook, boolean source) {
        for (Chain chain : visit.host().netfilter().baseChains(visit.packet().family(), hook)) {
            if (chain.base().orElseThrow().type() != BaseChain.Type.NAT) {
                continue;
            }
            switch (Evaluator.walk(visit.host().netfilter(), chain, visit)) {
                case Verdict.Accepted _ -> { }
                case Verdict.Dropped dropped -> {
                    return Optional.of(new StackResult.Dropped(dropped.chain(), dropped.rule()));
                }
                case Verdict.Rejected rejected -> {
                    return Optional.of(new StackResult.Rejected(rejected.chain(), rejected.rule(), rejected.with()));
                }
                case Verdict.Translate translate -> {
                    return apply(visit, translate, source);
                }
            }
        }
        Connection connection = visit.connection().orElseThrow();
        return settle(visit, source, source ? AddressTranslation.keepSource(connection, visit.context().conntrack()) : Optional.of(connection));
    }

    private static Optional<StackResult> apply(Visit visit, Verdict.Translate translate, boolean source) {
        Connection connection = visit.connection().orElseThrow();
        return switch (translate.how()) {
            case Statement.Dnat dnat when !source -> settle(visit, false, Optional.of(AddressTranslation.destination(connection, dnat.to())));
            case Statement.Snat snat when source -> settle(visit, true,
                    AddressTranslation.source(connection, snat.to(), snat.port() != Statement.SourcePort.KEEP, visit.context().conntrack()));
            case Statement.Masquerade masquerade when source -> {
                Optional<Ip> address = outgoingAddress(visit);
                yield address.isEmpty() ? Optional.of(new StackResult.Dropped(translate.chain(), Optional.of(translate.rule())))
                        : settle(visit, true, AddressTranslation.source(connection, address.get(), masquerade.randomFully(),
                                visit.context().conntrack()));
            }
            case Statement other -> throw new IllegalStateException(
                    "chain " + translate.chain().name() + ": " + other + " has no place at this hook");
        };
    }

    /** The address of the device towards the next hop; without any the kernel drops the packet. */
    private static Optional<Ip> outgoingAddress(Visit visit) {
        return RouteLookup.deviceAddress(visit.host().routing(), visit.outDevice(), visit.nextHop());
    }

    private static Optional<StackResult> settle(Visit visit, boolean source, Optional<Connection> translated) {
        translated.ifPresent(connection -> visit.tracking().decide(source, connection));
        return translated.isPresent() ? Optional.empty() : Optional.of(new StackResult.Discarded("NAT_PORT_EXHAUSTED"));
    }

    /** A packet leaves a hook as the other direction of its connection expects it. */
    private static void rewrite(Visit visit, boolean source) {
        Connection connection = visit.connection().orElseThrow();
        boolean reply = visit.tracking().reply();
        Tuple wanted = (reply ? connection.original() : connection.reply()).inverted();
        boolean translated = source != reply ? connection.sourceTranslated() : connection.destinationTranslated();
        Packet before = visit.packet();
        Packet after = source ? before.withSource(wanted.source(), wanted.sourcePort())
                : before.withDestination(wanted.destination(), wanted.destinationPort());
        if (translated && !after.equals(before)) {
            visit.setPacket(after);
            visit.tell(new StackStep.Translated((reply ? "un-" : "") + (source != reply ? "SNAT" : "DNAT"), before, after));
        }
    }
}
