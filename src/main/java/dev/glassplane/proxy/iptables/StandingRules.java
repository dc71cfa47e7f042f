package dev.glassplane.proxy.iptables;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.linux.netfilter.ConnectionStateWord;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Statement.Jump;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.proxy.KubeProxyConfiguration;
import dev.glassplane.proxy.RuleWriter;
import java.util.Set;

/** What kube-proxy programs before it knows any Service. */
final class StandingRules {

    private static final Cidr LOCALHOST = Cidr.parse("127.0.0.0/8");
    private static final Cidr LOCALHOST_V6 = Cidr.parse("::1/128");
    private static final String INVALID_COUNTER = "ct_state_invalid_dropped_pkts";
    private static final String PORTALS = "kubernetes service portals";
    private static final String EXTERNAL_PORTALS = "kubernetes externally-visible service portals";
    private static final String HEALTH_CHECKS = "kubernetes health check service ports";
    private static final String FORWARDING = "kubernetes forwarding rules";
    private static final String LOAD_BALANCER_FIREWALL = "kubernetes load balancer firewall";
    private static final String LAST = "kubernetes service nodeports; NOTE: this must be the last rule in this chain";
    private static final Match NEW = new Match.ConnectionState(Set.of(ConnectionStateWord.NEW), false);

    private final RuleWriter out;
    private final KubeProxyConfiguration configuration;

    StandingRules(RuleWriter out, KubeProxyConfiguration configuration) {
        this.out = out;
        this.configuration = configuration;
    }

    private static Origin because(String reason) {
        return Origin.of(IptablesProgrammer.COMPONENT, reason);
    }

    /** Writes the jumps from the built-in chains. kube-proxy prepends them one by one; this is the order that results. */
    void jumps() {
        jump("INPUT", ChainNames.FIREWALL);
        jump("INPUT", ChainNames.PROXY_FIREWALL, NEW, comment(LOAD_BALANCER_FIREWALL));
        jump("INPUT", ChainNames.NODE_PORTS, comment(HEALTH_CHECKS));
        jump("INPUT", ChainNames.EXTERNAL_SERVICES, NEW, comment(EXTERNAL_PORTALS));
        jump("FORWARD", ChainNames.PROXY_FIREWALL, NEW, comment(LOAD_BALANCER_FIREWALL));
        jump("FORWARD", ChainNames.FORWARD, comment(FORWARDING));
        jump("FORWARD", ChainNames.SERVICES, NEW, comment(PORTALS));
        jump("FORWARD", ChainNames.EXTERNAL_SERVICES, NEW, comment(EXTERNAL_PORTALS));
        jump("OUTPUT", ChainNames.FIREWALL);
        jump("OUTPUT", ChainNames.PROXY_FIREWALL, NEW, comment(LOAD_BALANCER_FIREWALL));
        jump("OUTPUT", ChainNames.SERVICES, NEW, comment(PORTALS));
        out.nat("PREROUTING", because("jump to " + ChainNames.SERVICES), new Jump(ChainNames.SERVICES), comment(PORTALS));
        out.nat("OUTPUT", because("jump to " + ChainNames.SERVICES), new Jump(ChainNames.SERVICES), comment(PORTALS));
        out.nat("POSTROUTING", because("jump to " + ChainNames.POSTROUTING), new Jump(ChainNames.POSTROUTING),
                comment("kubernetes postrouting rules"));
    }

    private void jump(String from, String to, Match... matches) {
        out.filter(from, because("jump to " + to), new Jump(to), matches);
    }

    /** Writes the chains of kube-proxy's own, the end of KUBE-SERVICES apart. */
    void chains() {
        for (String table : new String[] {"mangle", "filter", "nat"}) {
            out.declare(table, ChainNames.CANARY);
        }
        out.declare("filter", ChainNames.FIREWALL);
        out.declare("filter", ChainNames.SERVICES);
        out.declare("filter", ChainNames.EXTERNAL_SERVICES);
        out.declare("filter", ChainNames.NODE_PORTS);
        out.declare("filter", ChainNames.PROXY_FIREWALL);
        out.declare("nat", ChainNames.NODE_PORTS);
        forward();
        firewall();
        masquerade();
    }

    private void forward() {
        int mark = configuration.masqueradeMark();
        if (!configuration.tcpBeLiberal()) {
            out.filter(ChainNames.FORWARD, because("conntrack state INVALID"), new Statement.Drop(),
                    new Match.ConnectionState(Set.of(ConnectionStateWord.INVALID), false), new Match.Accounting(INVALID_COUNTER));
        }
        out.filter(ChainNames.FORWARD, because("traffic to be masqueraded"), new Statement.Accept(), comment(FORWARDING),
                new Match.MarkIs(mark, mark, false));
        out.filter(ChainNames.FORWARD, because("connections under way"), new Statement.Accept(), comment("kubernetes forwarding conntrack rule"),
                new Match.ConnectionState(Set.of(ConnectionStateWord.RELATED, ConnectionStateWord.ESTABLISHED), false));
    }

    /** Since {@code route_localnet} lets packets to 127.0.0.0/8 in from outside, they are kept out here. */
    private void firewall() {
        if (configuration.loopbackNodePorts(out.family())) {
            Set<ConnectionStateWord> known = Set.of(ConnectionStateWord.RELATED, ConnectionStateWord.ESTABLISHED, ConnectionStateWord.DNAT);
            out.filter(ChainNames.FIREWALL, because("iptables.localhostNodePorts"), new Statement.Drop(), new Match.Source(LOCALHOST, true),
                    new Match.Destination(LOCALHOST, false), comment("block incoming localnet connections"),
                    new Match.ConnectionState(known, true));
        }
    }

    private void masquerade() {
        int mark = configuration.masqueradeMark();
        out.nat(ChainNames.MARK_MASQ, because("iptables.masqueradeBit"), new Statement.SetMark(mark, mark));
        out.nat(ChainNames.POSTROUTING, because("traffic without the masquerade mark"), new Statement.Return(),
                new Match.MarkIs(mark, mark, true));
        out.nat(ChainNames.POSTROUTING, because("clears the masquerade mark"), new Statement.SetMark(mark, 0));
        out.nat(ChainNames.POSTROUTING, because("traffic with the masquerade mark"), new Statement.Masquerade(true),
                comment("kubernetes service traffic requiring SNAT"));
    }

    /** Writes the end of KUBE-SERVICES: whatever is for the node itself may be for a node port. */
    void lastOfServices(NodeFacts node) {
        Origin origin = because("nodePortAddresses");
        boolean loopback = configuration.loopbackNodePorts(out.family());
        if (configuration.nodePortAddresses().matchesAll(out.family())) {
            Match notLoopback = out.family() == Family.IPV6 ? new Match.Destination(LOCALHOST_V6, true)
                    : loopback ? null : new Match.Destination(LOCALHOST, true);
            out.nat(ChainNames.SERVICES, origin, new Jump(ChainNames.NODE_PORTS),
                    RuleWriter.matches(notLoopback, comment(LAST), new Match.DestinationIsLocal(false, false)));
            return;
        }
        out.declare("nat", ChainNames.SERVICES);
        for (Ip ip : configuration.nodePortAddresses().on(node, out.family())) {
            if (loopback || !ip.isLoopback()) {
                out.nat(ChainNames.SERVICES, origin, new Jump(ChainNames.NODE_PORTS), new Match.Destination(ip.asCidr(), false), comment(LAST));
            }
        }
    }

    private static Match comment(String text) {
        return new Match.Comment(text);
    }
}
