package dev.glassplane.cni.bgp;

import dev.glassplane.linux.ipset.Direction;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Origin;
import dev.glassplane.net.PortRange;
import dev.glassplane.policy.calico.EndpointSet;
import dev.glassplane.policy.calico.FelixRule;
import dev.glassplane.policy.calico.RuleEnd;
import dev.glassplane.policy.calico.RulePorts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What iptables needs several rules for, if a policy's rule names more than one prefix or more ports than one condition holds: each part writes into a
 * mark whether it matches, and the last rule asks the mark ({@code felix/rules/policy.go}, matchBlockBuilder).
 */
final class RuleParts {

    /** One rule of the chain. */
    record Line(Origin origin, List<String> comments, Statement statement, List<Match> matches) {}

    /** Which end of the packet. */
    private enum Side { SOURCE, DESTINATION }

    private final FelixRule rule;
    private final Origin origin;
    private final List<Line> lines = new ArrayList<>();
    private boolean cut;
    private boolean anyPart;

    private RuleParts(FelixRule rule, Origin origin) {
        this.rule = rule;
        this.origin = origin;
    }

    /** @return the rules that do what the policy's rule says; none if it speaks of IPv6 only */
    static List<Line> of(FelixRule rule, Origin origin) {
        return speaksOfIpv4(rule.source()) && speaksOfIpv4(rule.destination()) ? new RuleParts(rule, origin).lines() : List.of();
    }

    private static boolean speaksOfIpv4(RuleEnd end) {
        return (end.nets().isEmpty() || !v4(end.nets()).isEmpty()) && (end.notNets().isEmpty() || !v4(end.notNets()).isEmpty())
                && end.notNets().stream().noneMatch(net -> net.prefixLength() == 0);
    }

    private static List<Cidr> v4(List<Cidr> nets) {
        return nets.stream().filter(net -> net.network().isV4()).toList();
    }

    private List<Line> lines() {
        boolean sourcePorts = ports(rule.source(), Side.SOURCE);
        boolean destinationPorts = ports(rule.destination(), Side.DESTINATION);
        boolean sourceNets = nets(v4(rule.source().nets()), Side.SOURCE);
        boolean destinationNets = nets(v4(rule.destination().nets()), Side.DESTINATION);
        boolean notSources = notNets(rule.source(), sourceNets, Side.SOURCE);
        boolean notDestinations = notNets(rule.destination(), destinationNets, Side.DESTINATION);
        List<Match> matches = new ArrayList<>();
        rule.protocol().map(Match.ProtocolIs::new).ifPresent(matches::add);
        positive(rule.source(), Side.SOURCE, sourceNets, sourcePorts, matches);
        positive(rule.destination(), Side.DESTINATION, destinationNets, destinationPorts, matches);
        rule.notProtocol().map(protocol -> new Match.ProtocolIs(protocol, true)).ifPresent(matches::add);
        negative(rule.source(), Side.SOURCE, notSources, matches);
        negative(rule.destination(), Side.DESTINATION, notDestinations, matches);
        if (cut) {
            matches.add(Marks.has(Marks.WHOLE));
        }
        act(matches);
        return lines;
    }

    private void act(List<Match> matches) {
        switch (rule.action()) {
            case ALLOW -> marked(Marks.ACCEPT, new Statement.Return(), matches);
            case PASS -> marked(Marks.PASS, new Statement.Return(), matches);
            case DENY -> marked(Marks.DROP, new Statement.Drop(), matches);
            case LOG -> line(new Statement.Log("calico-packet: "), matches);
        }
    }

    private void marked(int mark, Statement then, List<Match> matches) {
        line(Marks.set(mark), matches);
        line(then, List.of(Marks.has(mark)));
    }

    private void line(Statement statement, List<Match> matches) {
        lines.add(new Line(origin, rule.notes(), statement, List.copyOf(matches)));
    }

    private static Match net(Cidr net, Side side, boolean negated) {
        return side == Side.SOURCE ? new Match.Source(net, negated) : new Match.Destination(net, negated);
    }

    private static Match inSet(EndpointSet set, Side side, boolean negated) {
        Direction direction = side == Side.SOURCE ? Direction.SRC : Direction.DST;
        return new Match.InSet(set.name(), set.port().isPresent() ? List.of(direction, direction) : List.of(direction), negated);
    }

    /** Numbers that fit one condition together. */
    private static List<List<PortRange>> split(RulePorts ports) {
        List<List<PortRange>> all = new ArrayList<>();
        int room = 0;
        for (PortRange range : ports.numbers()) {
            int slots = range.from() == range.to() ? 1 : 2;
            if (room < slots) {
                all.add(new ArrayList<>());
                room = Match.Multiport.SLOTS;
            }
            all.getLast().add(range);
            room -= slots;
        }
        return all;
    }

    private boolean ports(RuleEnd end, Side side) {
        List<List<PortRange>> splits = split(end.ports());
        if (splits.size() + end.ports().names().size() <= 1) {
            return false;
        }
        begin(0);
        int mark = anyPart ? Marks.PART : Marks.WHOLE;
        for (List<PortRange> numbers : splits) {
            line(Marks.set(mark), Stream.concat(rule.protocol().<Match>map(Match.ProtocolIs::new).stream(),
                    Stream.<Match>of(new Match.Multiport(side == Side.SOURCE, numbers, false))).toList());
        }
        rule.named(end, end.ports()).forEach(set -> line(Marks.set(mark), List.of(inSet(set, side, false))));
        finish();
        return true;
    }

    private boolean nets(List<Cidr> nets, Side side) {
        if (nets.size() <= 1) {
            return false;
        }
        begin(0);
        int mark = anyPart ? Marks.PART : Marks.WHOLE;
        nets.forEach(net -> line(Marks.set(mark), List.of(net(net, side, false))));
        finish();
        return true;
    }

    /** A rule holds one prefix of each end, whether or not it is negated. */
    private boolean notNets(RuleEnd end, boolean netsAreCut, Side side) {
        List<Cidr> not = v4(end.notNets());
        int inRule = (netsAreCut ? 0 : v4(end.nets()).size()) + not.size();
        if (inRule <= 1) {
            return false;
        }
        if (!not.isEmpty()) {
            begin(Marks.WHOLE);
            not.forEach(net -> line(Marks.clear(Marks.WHOLE), List.of(net(net, side, false))));
        }
        return true;
    }

    private void begin(int mark) {
        if (!cut) {
            line(new Statement.SetMark(mark, Marks.WHOLE | Marks.PART), List.of());
            cut = true;
        }
    }

    private void finish() {
        if (anyPart) {
            line(Marks.clear(Marks.WHOLE), List.of(Marks.hasNot(Marks.PART)));
        }
        anyPart = true;
    }

    private void positive(RuleEnd end, Side side, boolean netsAreCut, boolean portsAreCut, List<Match> matches) {
        List<Cidr> nets = v4(end.nets());
        if (!netsAreCut && !nets.isEmpty()) {
            matches.add(net(nets.getFirst(), side, false));
        }
        rule.selected(end).ifPresent(set -> matches.add(inSet(set, side, false)));
        if (!portsAreCut && !end.ports().isEmpty()) {
            if (!end.ports().numbers().isEmpty()) {
                matches.add(new Match.Multiport(side == Side.SOURCE, end.ports().numbers(), false));
            }
            rule.named(end, end.ports()).forEach(set -> matches.add(inSet(set, side, false)));
        }
    }

    private void negative(RuleEnd end, Side side, boolean netsAreCut, List<Match> matches) {
        List<Cidr> nets = v4(end.notNets());
        if (!netsAreCut && !nets.isEmpty()) {
            matches.add(net(nets.getFirst(), side, true));
        }
        Optional<EndpointSet> not = end.notSelector().map(selector -> new EndpointSet(selector, Optional.empty()));
        not.ifPresent(set -> matches.add(inSet(set, side, true)));
        split(end.notPorts()).forEach(numbers -> matches.add(new Match.Multiport(side == Side.SOURCE, numbers, true)));
        rule.named(end, end.notPorts()).forEach(set -> matches.add(inSet(set, side, true)));
    }
}
