package dev.glassplane.proxy.nftables;

import static dev.glassplane.proxy.nftables.NftNames.CLUSTER_IPS;
import static dev.glassplane.proxy.nftables.NftNames.CLUSTER_IPS_CHECK;
import static dev.glassplane.proxy.nftables.NftNames.FIREWALL_CHECK;
import static dev.glassplane.proxy.nftables.NftNames.FIREWALL_IPS;
import static dev.glassplane.proxy.nftables.NftNames.MARK_FOR_MASQUERADE;
import static dev.glassplane.proxy.nftables.NftNames.MASQUERADING;
import static dev.glassplane.proxy.nftables.NftNames.NODE_PORT_ENDPOINTS_CHECK;
import static dev.glassplane.proxy.nftables.NftNames.NODE_PORT_IPS;
import static dev.glassplane.proxy.nftables.NftNames.NO_ENDPOINT_NODE_PORTS;
import static dev.glassplane.proxy.nftables.NftNames.NO_ENDPOINT_SERVICES;
import static dev.glassplane.proxy.nftables.NftNames.REJECT;
import static dev.glassplane.proxy.nftables.NftNames.SERVICES;
import static dev.glassplane.proxy.nftables.NftNames.SERVICE_ENDPOINTS_CHECK;
import static dev.glassplane.proxy.nftables.NftNames.SERVICE_IPS;
import static dev.glassplane.proxy.nftables.NftNames.SERVICE_NODE_PORTS;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.linux.netfilter.BaseChain;
import dev.glassplane.linux.netfilter.BaseChain.Type;
import dev.glassplane.linux.netfilter.ConnectionStateWord;
import dev.glassplane.linux.netfilter.Hook;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.NftElement;
import dev.glassplane.linux.netfilter.NftKey;
import dev.glassplane.linux.netfilter.NftValue;
import dev.glassplane.linux.netfilter.PacketField;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.Statement.Jump;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What kube-proxy programs before it knows any Service. */
final class StandingTables {

    private static final int PRE_DNAT = -110;
    private static final int DNAT = -100;
    private static final int POST_DNAT = -90;
    private static final int FILTER = 0;
    private static final int SNAT = 100;
    private static final Match NEW = new Match.ConnectionState(Set.of(ConnectionStateWord.NEW), false);
    private static final List<PacketField> ADDRESS = List.of(PacketField.DESTINATION);
    private static final List<PacketField> PORT = List.of(PacketField.PROTOCOL, PacketField.DESTINATION_PORT);
    private static final List<PacketField> ADDRESS_AND_PORT =
            List.of(PacketField.DESTINATION, PacketField.PROTOCOL, PacketField.DESTINATION_PORT);

    private final NftWriter out;
    private final NftablesContext context;

    StandingTables(NftWriter out, NftablesContext context) {
        this.out = out;
        this.context = context;
    }

    private static Origin because(String reason) {
        return Origin.of(NftablesProgrammer.COMPONENT, reason);
    }

    void write() {
        out.table("rules for kube-proxy", because("its own table"));
        sets();
        if (context.early()) {
            earlyBaseChains();
        } else {
            baseChains();
        }
        List.of(NODE_PORT_ENDPOINTS_CHECK, SERVICE_ENDPOINTS_CHECK, FIREWALL_CHECK, SERVICES, MASQUERADING, CLUSTER_IPS_CHECK, MARK_FOR_MASQUERADE,
                REJECT).forEach(out::chain);
        checks();
        services();
        masquerading();
    }

    /** Puts in the addresses on which node ports answer; loopback addresses never do. */
    void nodePortIps(NodeFacts node) {
        if (!allAddresses()) {
            for (Ip ip : context.nodePortAddresses().on(node, out.family())) {
                if (!ip.isLoopback()) {
                    out.element(NODE_PORT_IPS, NftKey.of(ip), NftElement.MEMBER, because("nodePortAddresses"));
                }
            }
        }
    }

    private boolean allAddresses() {
        return context.nodePortAddresses().matchesAll(out.family());
    }

    private void sets() {
        NftValue.Type address = NftValue.Type.address(out.family());
        List<NftValue.Type> port = List.of(NftValue.Type.INET_PROTO, NftValue.Type.INET_SERVICE);
        List<NftValue.Type> service = List.of(address, NftValue.Type.INET_PROTO, NftValue.Type.INET_SERVICE);
        out.set(CLUSTER_IPS, false, List.of(address), "Active ClusterIPs", because("ClusterIPs"));
        if (!allAddresses()) {
            out.set(NODE_PORT_IPS, false, List.of(address), "IPs that accept NodePort traffic", because("nodePortAddresses"));
        }
        out.set(NO_ENDPOINT_SERVICES, true, service, "vmap to drop or reject packets to services with no endpoints", because("missing endpoints"));
        out.set(NO_ENDPOINT_NODE_PORTS, true, port, "vmap to drop or reject packets to service nodeports with no endpoints",
                because("missing endpoints"));
        out.set(FIREWALL_IPS, true, service, "destinations that are subject to LoadBalancerSourceRanges", because("load balancer source ranges"));
        out.set(SERVICE_IPS, true, service, "ClusterIP, ExternalIP and LoadBalancer IP traffic", because("Services"));
        out.set(SERVICE_NODE_PORTS, true, port, "NodePort traffic", because("node ports"));
    }

    /** From 1.34 on only the source ranges are looked at before address translation ({@code kubernetes: pull request 132456}). */
    private void baseChains() {
        base("filter-prerouting-pre-dnat", Type.FILTER, Hook.PREROUTING, PRE_DNAT);
        base("filter-output-pre-dnat", Type.FILTER, Hook.OUTPUT, PRE_DNAT);
        base("filter-input", Type.FILTER, Hook.INPUT, FILTER);
        base("filter-forward", Type.FILTER, Hook.FORWARD, FILTER);
        base("filter-output", Type.FILTER, Hook.OUTPUT, FILTER);
        nat();
        jumpIfNew("filter-input", NODE_PORT_ENDPOINTS_CHECK);
        jumpIfNew("filter-input", SERVICE_ENDPOINTS_CHECK);
        jumpIfNew("filter-forward", SERVICE_ENDPOINTS_CHECK);
        jumpIfNew("filter-output", SERVICE_ENDPOINTS_CHECK);
        jumpIfNew("filter-prerouting-pre-dnat", FIREWALL_CHECK);
        jumpIfNew("filter-output-pre-dnat", FIREWALL_CHECK);
        jumpIfNew("filter-forward", CLUSTER_IPS_CHECK);
        jumpIfNew("filter-output", CLUSTER_IPS_CHECK);
    }

    private void earlyBaseChains() {
        base("filter-prerouting", Type.FILTER, Hook.PREROUTING, PRE_DNAT);
        base("filter-input", Type.FILTER, Hook.INPUT, PRE_DNAT);
        base("filter-forward", Type.FILTER, Hook.FORWARD, PRE_DNAT);
        base("filter-output", Type.FILTER, Hook.OUTPUT, PRE_DNAT);
        base("filter-output-post-dnat", Type.FILTER, Hook.OUTPUT, POST_DNAT);
        nat();
        jumpIfNew("filter-input", NODE_PORT_ENDPOINTS_CHECK);
        jumpIfNew("filter-input", SERVICE_ENDPOINTS_CHECK);
        jumpIfNew("filter-forward", SERVICE_ENDPOINTS_CHECK);
        jumpIfNew("filter-output", SERVICE_ENDPOINTS_CHECK);
        jumpIfNew("filter-prerouting", FIREWALL_CHECK);
        jumpIfNew("filter-output", FIREWALL_CHECK);
        jumpIfNew("filter-forward", CLUSTER_IPS_CHECK);
        jumpIfNew("filter-output-post-dnat", CLUSTER_IPS_CHECK);
    }

    private void nat() {
        base("nat-prerouting", Type.NAT, Hook.PREROUTING, DNAT);
        base("nat-output", Type.NAT, Hook.OUTPUT, DNAT);
        base("nat-postrouting", Type.NAT, Hook.POSTROUTING, SNAT);
        out.rule("nat-output", because("jump to " + SERVICES), new Jump(SERVICES));
        out.rule("nat-prerouting", because("jump to " + SERVICES), new Jump(SERVICES));
        out.rule("nat-postrouting", because("jump to " + MASQUERADING), new Jump(MASQUERADING));
    }

    private void base(String name, Type type, Hook hook, int priority) {
        out.baseChain(name, new BaseChain(type, hook, priority, true));
    }

    private void jumpIfNew(String from, String to) {
        out.rule(from, because("jump to " + to), new Jump(to), NEW);
    }

    private void checks() {
        Match[] toNode = allAddresses() ? new Match[] {notLoopback()} : new Match[] {new Match.InNftSet(ADDRESS, NODE_PORT_IPS, false)};
        out.rule(NODE_PORT_ENDPOINTS_CHECK, because("missing endpoints"), new Statement.VerdictMap(PORT, NO_ENDPOINT_NODE_PORTS), toNode);
        out.rule(SERVICE_ENDPOINTS_CHECK, because("missing endpoints"), new Statement.VerdictMap(ADDRESS_AND_PORT, NO_ENDPOINT_SERVICES));
        out.rule(FIREWALL_CHECK, because("load balancer source ranges"), new Statement.VerdictMap(ADDRESS_AND_PORT, FIREWALL_IPS));
        out.rule(CLUSTER_IPS_CHECK, because("invalid ports of ClusterIPs"), reject(), new Match.InNftSet(ADDRESS, CLUSTER_IPS, false),
                new Match.Comment("Reject traffic to invalid ports of ClusterIPs"));
        List<Cidr> ranges = context.serviceCidrs(out.family());
        if (!ranges.isEmpty()) {
            out.rule(CLUSTER_IPS_CHECK, because("unallocated ClusterIPs"), new Statement.Drop(),
                    new Match.AddressIn(PacketField.DESTINATION, ranges, false), new Match.Comment("Drop traffic to unallocated ClusterIPs"));
        }
        out.comment(REJECT, "helper for @no-endpoint-services / @no-endpoint-nodeports", because("missing endpoints"));
        out.rule(REJECT, because("missing endpoints"), reject());
    }

    private Statement reject() {
        return new Statement.Reject(out.family() == Family.IPV4 ? "icmp-port-unreachable" : "icmp6-port-unreachable");
    }

    private void services() {
        out.rule(SERVICES, because("Services"), new Statement.VerdictMap(ADDRESS_AND_PORT, SERVICE_IPS));
        List<Match> toNode = new ArrayList<>();
        if (allAddresses()) {
            toNode.add(new Match.DestinationIsLocal(false, false));
            toNode.add(notLoopback());
        } else {
            toNode.add(new Match.InNftSet(ADDRESS, NODE_PORT_IPS, false));
        }
        out.rule(SERVICES, because("node ports"), new Statement.VerdictMap(PORT, SERVICE_NODE_PORTS), toNode.toArray(Match[]::new));
    }

    private Match notLoopback() {
        return new Match.Destination(Cidr.parse(out.family() == Family.IPV4 ? "127.0.0.0/8" : "::1/128"), true);
    }

    private void masquerading() {
        int mark = context.mark();
        out.rule(MARK_FOR_MASQUERADE, because("nftables.masqueradeBit"), new Statement.SetMark(mark, mark));
        out.rule(MASQUERADING, because("traffic without the masquerade mark"), new Statement.Return(), new Match.MarkIs(0, mark, false));
        out.rule(MASQUERADING, because("clears the masquerade mark"), new Statement.SetMark(mark, 0));
        out.rule(MASQUERADING, because("traffic with the masquerade mark"), new Statement.Masquerade(true));
    }
}
