package dev.glassplane.proxy.iptables;

import dev.glassplane.dataplane.Contribution;
import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.dataplane.NodeProgrammer;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.EndpointSlice;
import dev.glassplane.image.Service;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.net.Family;
import dev.glassplane.proxy.KubeProxyConfiguration;
import dev.glassplane.proxy.ServiceView;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcollections.PMap;

/**
 * kube-proxy in iptables mode. A cause is the object that asks for the rules: a Service, or kube-proxy's ConfigMap for those that are there
 * without any Service.
 */
public final class IptablesProgrammer implements NodeProgrammer<ObjectKey, ProxyView> {

    static final String COMPONENT = "kube-proxy";
    /** The cause of the rules that need no Service. */
    static final ObjectKey STANDING = new ObjectKey("configmaps", "kube-system", "kube-proxy-config");
    private static final String SERVICES = "services";
    private static final String SLICES = "endpointslices.discovery.k8s.io";

    /** Order keys: jumps of built-in chains, then in kube-proxy's chains its own rules, Services by name, and what must be last. */
    private static final String JUMPS = "100-kube-proxy";
    private static final String OWN = "100-";
    private static final String SERVICE = "500-";
    private static final String LAST = "900-";

    /** The context of the image seen last: a memory, not a state, since it follows from the image. */
    private record Remembered(ClusterImage image, ProxyContext context) {}

    private volatile Remembered remembered = new Remembered(ClusterImage.EMPTY, ProxyContext.of(ClusterImage.EMPTY));

    @Override
    public String component() {
        return COMPONENT;
    }

    /** @return true: every node runs kube-proxy */
    @Override
    public boolean runsOn(NodeFacts node, ClusterImage image) {
        return true;
    }

    @Override
    public Object common(ClusterImage image) {
        return context(image);
    }

    @Override
    public Set<ObjectKey> causes(ClusterImage image) {
        Set<ObjectKey> causes = new HashSet<>(image.services().keySet());
        causes.add(STANDING);
        return causes;
    }

    @Override
    public Set<ObjectKey> affected(ClusterDelta delta, ClusterImage image) {
        if (delta.full()) {
            return causes(image);
        }
        Set<ObjectKey> affected = new HashSet<>();
        for (ObjectKey key : delta.touched()) {
            if (key.resource().equals(SERVICES)) {
                affected.add(key);
            } else if (key.resource().equals(SLICES)) {
                EndpointSlice slice = image.slices().get(key);
                if (slice != null && !slice.service().isEmpty()) {
                    affected.add(new ObjectKey(SERVICES, key.namespace(), slice.service()));
                }
            }
        }
        return affected;
    }

    @Override
    public Optional<ProxyView> view(ObjectKey cause, ClusterImage image) {
        ProxyContext context = context(image);
        if (cause.equals(STANDING)) {
            return Optional.of(new ProxyView.Standing(context.configuration()));
        }
        Service service = image.services().get(cause);
        if (service == null) {
            return Optional.empty();
        }
        PMap<ObjectKey, EndpointSlice> slices = image.slicesOf().get(cause);
        List<ServiceView> ports = new ArrayList<>();
        for (Family family : Family.values()) {
            ports.addAll(ServiceView.of(service, slices == null ? List.of() : slices.values(), family));
        }
        return ports.isEmpty() ? Optional.empty()
                : Optional.of(new ProxyView.Ports(context.configuration(), context.largeClusters(), ports));
    }

    private ProxyContext context(ClusterImage image) {
        Remembered last = remembered;
        if (last.image() != image) {
            last = new Remembered(image, ProxyContext.of(image));
            remembered = last;
        }
        return last.context();
    }

    @Override
    public Object reads(ObjectKey cause, ProxyView view, NodeFacts node) {
        return switch (view) {
            case ProxyView.Standing standing -> nodePortAddresses(standing.configuration(), node);
            case ProxyView.Ports ports -> ports.readsOfNode().answer(node);
        };
    }

    private static Object nodePortAddresses(KubeProxyConfiguration configuration, NodeFacts node) {
        boolean all = configuration.nodePortAddresses().matchesAll(Family.IPV4) && configuration.nodePortAddresses().matchesAll(Family.IPV6);
        return all ? SAME_EVERYWHERE : List.of(configuration.nodePortAddresses().on(node, Family.IPV4),
                configuration.nodePortAddresses().on(node, Family.IPV6));
    }

    @Override
    public Contribution program(ObjectKey cause, ProxyView view, NodeFacts node) {
        return switch (view) {
            case ProxyView.Standing standing -> standing(standing.configuration(), node);
            case ProxyView.Ports ports -> Contribution.ofChains(ports(cause, ports, node));
        };
    }

    private static List<ChainPart> ports(ObjectKey cause, ProxyView.Ports view, NodeFacts node) {
        List<ChainPart> parts = new ArrayList<>();
        for (Family family : Family.values()) {
            RuleWriter out = new RuleWriter(family);
            for (ServiceView port : view.ports()) {
                if (port.family() == family) {
                    new ServiceRules(out, view.configuration(), port, node, view.largeClusters().contains(family)).write();
                }
            }
            parts.addAll(out.parts(SERVICE + cause.qualifiedName()));
        }
        return parts;
    }

    private static Contribution standing(KubeProxyConfiguration configuration, NodeFacts node) {
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
        Contribution rules = Contribution.ofChains(parts);
        return new Contribution(rules.chains(), rules.links(), rules.addresses(), rules.routes(), rules.rules(), rules.neighbors(),
                sysctls(configuration), rules.pods());
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
