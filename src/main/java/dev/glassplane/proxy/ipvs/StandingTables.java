package dev.glassplane.proxy.ipvs;

import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.ipvs.TimeoutTable;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.ConnectionStateWord;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.Statement.Jump;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Origin;
import dev.glassplane.proxy.KubeProxyConfiguration;
import dev.glassplane.proxy.RuleWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What kube-proxy programs before it knows any Service. */
final class StandingTables {

    private static final Cidr LOOPBACK = Cidr.parse("127.0.0.0/8");
    private static final Cidr LOOPBACK_V6 = Cidr.parse("::1/128");
    private static final String FIREWALL = "kube-proxy firewall rules";
    private static final String ACCESS = "kubernetes ipvs access filter";
    private static final String PORTALS = "kubernetes service portals";
    private static final String FORWARDING = "kubernetes forwarding rules";

    private final KubeProxyConfiguration configuration;
    private final Family family;
    private final List<ChainPart> parts = new ArrayList<>();

    private StandingTables(KubeProxyConfiguration configuration, Family family) {
        this.configuration = configuration;
        this.family = family;
    }

    private static Origin because(String reason) {
        return Origin.of(Chains.COMPONENT, reason);
    }

    /** @return jumps, chains and the rules that need no set with members */
    static List<ChainPart> chains(KubeProxyConfiguration configuration) {
        List<ChainPart> all = new ArrayList<>();
        for (Family family : Family.values()) {
            StandingTables tables = new StandingTables(configuration, family);
            tables.jumps();
            tables.first();
            tables.nat();
            tables.filter();
            all.addAll(tables.parts);
        }
        return all;
    }

    /** kube-proxy prepends the jumps one by one; this is the order that results. */
    private void jumps() {
        RuleWriter out = new RuleWriter(family);
        jump(out, "INPUT", Chains.IPVS_FILTER, ACCESS);
        jump(out, "INPUT", Chains.PROXY_FIREWALL, FIREWALL);
        jump(out, "INPUT", Chains.NODE_PORT, "kubernetes health check rules");
        jump(out, "FORWARD", Chains.PROXY_FIREWALL, FIREWALL);
        jump(out, "FORWARD", Chains.FORWARD, FORWARDING);
        jump(out, "OUTPUT", Chains.IPVS_OUT_FILTER, ACCESS);
        out.nat("PREROUTING", because("jump to " + Chains.SERVICES), new Jump(Chains.SERVICES), comment(PORTALS));
        out.nat("OUTPUT", because("jump to " + Chains.SERVICES), new Jump(Chains.SERVICES), comment(PORTALS));
        out.nat("POSTROUTING", because("jump to " + Chains.POSTROUTING), new Jump(Chains.POSTROUTING), comment("kubernetes postrouting rules"));
        parts.addAll(out.parts(Chains.JUMPS));
    }

    private static void jump(RuleWriter out, String from, String to, String comment) {
        out.filter(from, because("jump to " + to), new Jump(to), comment(comment));
    }

    private void first() {
        RuleWriter out = new RuleWriter(family);
        for (String chain : new String[] {Chains.PROXY_FIREWALL, Chains.IPVS_OUT_FILTER}) {
            out.declare("filter", chain);
        }
        out.nat(Chains.SERVICES, because("what comes from the loopback device is left alone"), new Statement.Return(),
                new Match.Source(family == Family.IPV4 ? LOOPBACK : LOOPBACK_V6, false));
        parts.addAll(out.parts(Chains.FIRST));
    }

    private void nat() {
        int mark = configuration.masqueradeMark();
        RuleWriter out = new RuleWriter(family);
        out.declare("nat", Chains.NODE_PORT);
        out.nat(Chains.SERVICES, because("addresses of this node may be for a node port"), new Jump(Chains.NODE_PORT),
                new Match.DestinationIsLocal(false, false));
        out.nat(Chains.LOAD_BALANCER, because("externalTrafficPolicy: Cluster"), new Jump(Chains.MARK_MASQ));
        out.nat(Chains.MARK_MASQ, because("iptables.masqueradeBit"), new Statement.SetMark(mark, mark));
        out.nat(Chains.POSTROUTING, because("traffic without the masquerade mark"), new Statement.Return(), new Match.MarkIs(mark, mark, true));
        out.nat(Chains.POSTROUTING, because("clears the masquerade mark"), new Statement.SetMark(mark, 0));
        out.nat(Chains.POSTROUTING, because("traffic with the masquerade mark"), new Statement.Masquerade(true),
                comment("kubernetes service traffic requiring SNAT"));
        parts.addAll(out.parts(Chains.MIDDLE));
    }

    private void filter() {
        int mark = configuration.masqueradeMark();
        RuleWriter out = new RuleWriter(family);
        out.filter(Chains.SOURCE_RANGES_FIREWALL, because("loadBalancerSourceRanges"), new Statement.Drop());
        out.filter(Chains.FORWARD, because("traffic to be masqueraded"), new Statement.Accept(), comment(FORWARDING),
                new Match.MarkIs(mark, mark, false));
        out.filter(Chains.FORWARD, because("connections under way"), new Statement.Accept(), comment("kubernetes forwarding conntrack rule"),
                new Match.ConnectionState(Set.of(ConnectionStateWord.RELATED, ConnectionStateWord.ESTABLISHED), false));
        out.filter(Chains.NODE_PORT, because("healthCheckNodePort"), new Statement.Accept(), Chains.comment(KubeSet.HEALTH_CHECK_NODE_PORT),
                Chains.in(KubeSet.HEALTH_CHECK_NODE_PORT, family));
        Origin origin = because("addresses of Services must not reach processes of the node");
        for (KubeSet set : List.of(KubeSet.LOAD_BALANCER, KubeSet.CLUSTER_IP, KubeSet.EXTERNAL_IP, KubeSet.EXTERNAL_IP_LOCAL,
                KubeSet.HEALTH_CHECK_NODE_PORT)) {
            out.filter(Chains.IPVS_FILTER, origin, new Statement.Return(), Chains.in(set, family));
        }
        out.filter(Chains.IPVS_FILTER, origin, new Statement.Reject(family == Family.IPV4 ? "icmp-port-unreachable" : "icmp6-port-unreachable"),
                new Match.ConnectionState(Set.of(ConnectionStateWord.NEW), false), Chains.in(KubeSet.IPVS_IPS, family));
        parts.addAll(out.parts(Chains.MIDDLE));
    }

    private static Match comment(String text) {
        return new Match.Comment(text);
    }

    /** @return the sets, and the timeouts that the configuration changes */
    static List<Entry<?, ?>> entries(KubeProxyConfiguration.Ipvs settings) {
        List<Entry<?, ?>> entries = new ArrayList<>();
        for (Family family : Family.values()) {
            for (KubeSet set : KubeSet.values()) {
                entries.add(set.of(family).declaration(because("set of " + family.word() + " Services")));
            }
        }
        timeout(entries, TimeoutTable.Timeout.TCP, settings.tcpTimeoutSeconds(), "ipvs.tcpTimeout");
        timeout(entries, TimeoutTable.Timeout.TCPFIN, settings.tcpFinTimeoutSeconds(), "ipvs.tcpFinTimeout");
        timeout(entries, TimeoutTable.Timeout.UDP, settings.udpTimeoutSeconds(), "ipvs.udpTimeout");
        return entries;
    }

    private static void timeout(List<Entry<?, ?>> entries, TimeoutTable.Timeout timeout, int seconds, String field) {
        if (seconds > 0) {
            entries.add(new Entry<>(TimeoutTable.TIMEOUTS, timeout, seconds, because(field)));
        }
    }

    /** @return the kernel settings that kube-proxy writes; {@code conn_reuse_mode} stays as it is from Linux 5.9 on */
    static Map<String, String> sysctls(KubeProxyConfiguration.Ipvs settings) {
        Map<String, String> sysctls = new TreeMap<>();
        sysctls.put("net.ipv4.vs.conntrack", "1");
        sysctls.put("net.ipv4.vs.expire_nodest_conn", "1");
        sysctls.put("net.ipv4.vs.expire_quiescent_template", "1");
        sysctls.put("net.ipv4.ip_forward", "1");
        if (settings.strictArp()) {
            sysctls.put("net.ipv4.conf.all.arp_ignore", "1");
            sysctls.put("net.ipv4.conf.all.arp_announce", "2");
        }
        return sysctls;
    }
}
