package dev.glassplane.proxy.iptables;

import dev.glassplane.dataplane.Contribution;
import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.net.Family;
import dev.glassplane.proxy.KubeProxyConfiguration;
import dev.glassplane.proxy.ModeProgrammer;
import dev.glassplane.proxy.NodePortAddresses;
import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.proxy.ProxyView;
import dev.glassplane.proxy.RuleWriter;
import dev.glassplane.proxy.ServiceView;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** kube-proxy in iptables mode. */
public final class IptablesProgrammer extends ModeProgrammer<ProxyContext> {

    static final String COMPONENT = "kube-proxy";

    /** Order keys: jumps of built-in chains, then in kube-proxy's chains its own rules, Services by name, and what must be last. */
    private static final String JUMPS = "100-kube-proxy";
    private static final String OWN = "100-";
    private static final String SERVICE = "500-";
    private static final String LAST = "900-";

    @Override
    public ProxyMode mode() {
        return ProxyMode.IPTABLES;
    }

    @Override
    protected ProxyContext settings(ClusterImage image) {
        return ProxyContext.of(image);
    }

    @Override
    protected Object standingReads(ProxyContext settings, NodeFacts node) {
        NodePortAddresses wanted = settings.configuration().nodePortAddresses();
        boolean all = wanted.matchesAll(Family.IPV4) && wanted.matchesAll(Family.IPV6);
        return all ? SAME_EVERYWHERE : List.of(wanted.on(node, Family.IPV4), wanted.on(node, Family.IPV6));
    }

    @Override
    protected Contribution service(ObjectKey cause, ProxyView.Ports<ProxyContext> view, NodeFacts node) {
        List<ChainPart> parts = new ArrayList<>();
        for (Family family : Family.values()) {
            RuleWriter out = new RuleWriter(family);
            for (ServiceView port : view.ports()) {
                if (port.family() == family) {
                    new ServiceRules(out, view.settings().configuration(), port, node, view.settings().largeClusters().contains(family)).write();
                }
            }
            parts.addAll(out.parts(SERVICE + cause.qualifiedName()));
        }
        return Contribution.ofChains(parts);
    }

    @Override
    protected Contribution standing(ProxyContext settings, NodeFacts node) {
        KubeProxyConfiguration configuration = settings.configuration();
        List<ChainPart> parts = new ArrayList<>();
        for (Family family : Family.values()) {
            RuleWriter jumps = new RuleWriter(family);
            new StandingRules(jumps, configuration).jumps();
            parts.addAll(jumps.parts(JUMPS));
            RuleWriter chains = new RuleWriter(family);
            new StandingRules(chains, configuration).chains();
            parts.addAll(chains.parts(OWN));
            RuleWriter last = new RuleWriter(family);
            new StandingRules(last, configuration).lastOfServices(node);
            parts.addAll(last.parts(LAST));
        }
        return Contribution.ofChains(parts).withSysctls(sysctls(configuration));
    }

    /** The kernel settings that kube-proxy writes and that decide about packets. */
    private static Map<String, String> sysctls(KubeProxyConfiguration configuration) {
        Map<String, String> sysctls = new java.util.TreeMap<>();
        if (configuration.loopbackNodePorts(Family.IPV4)) {
            sysctls.put("net.ipv4.conf.all.route_localnet", "1");
        }
        if (configuration.tcpBeLiberal()) {
            sysctls.put("net.netfilter.nf_conntrack_tcp_be_liberal", "1");
        }
        return sysctls;
    }
}
