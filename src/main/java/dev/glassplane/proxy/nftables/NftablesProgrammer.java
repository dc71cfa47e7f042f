package dev.glassplane.proxy.nftables;

import dev.glassplane.dataplane.Contribution;
import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.KubernetesVersion;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.proxy.ModeProgrammer;
import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.proxy.ProxySettings;
import dev.glassplane.proxy.ProxyView;
import dev.glassplane.proxy.ServiceView;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** kube-proxy in nftables mode. */
public final class NftablesProgrammer extends ModeProgrammer<NftablesContext> {

    static final String COMPONENT = "kube-proxy";

    /** Order keys: what is there without Services comes first, then Services by name. */
    private static final String STANDING_ORDER = "100-";
    private static final String SERVICE_ORDER = "500-";

    private final boolean early;
    private final List<Cidr> serviceCidrs;

    /**
     * @param version      of kube-proxy
     * @param serviceCidrs ranges of ClusterIPs, as the ServiceCIDR objects of a cluster name them
     */
    public NftablesProgrammer(KubernetesVersion version, List<Cidr> serviceCidrs) {
        this.early = version == KubernetesVersion.V1_33;
        this.serviceCidrs = List.copyOf(serviceCidrs);
    }

    @Override
    public ProxyMode mode() {
        return ProxyMode.NFTABLES;
    }

    @Override
    protected NftablesContext settings(ClusterImage image) {
        return new NftablesContext(ProxySettings.of(image).configuration(), serviceCidrs, early);
    }

    @Override
    protected Contribution standing(NftablesContext settings, NodeFacts node) {
        return write(family -> {
            NftWriter out = new NftWriter(family, STANDING_ORDER);
            new StandingTables(out, settings).write();
            return out;
        });
    }

    @Override
    protected Object ownReads(NftablesContext settings, NodeFacts node) {
        return Arrays.stream(Family.values()).map(family -> settings.nodePortAddresses().on(node, family)).toList();
    }

    @Override
    protected Contribution own(NftablesContext settings, NodeFacts node) {
        return write(family -> {
            NftWriter out = new NftWriter(family, STANDING_ORDER);
            new StandingTables(out, settings).nodePortIps(node);
            return out;
        });
    }

    @Override
    protected Contribution service(ObjectKey cause, ProxyView.Ports<NftablesContext> view, NodeFacts node) {
        return write(family -> {
            NftWriter out = new NftWriter(family, SERVICE_ORDER + cause.qualifiedName() + "/");
            for (ServiceView port : view.ports()) {
                if (port.family() == family) {
                    new ServiceTables(out, view.settings(), port, node).write();
                }
            }
            return out;
        });
    }

    private static Contribution write(Function<Family, NftWriter> writer) {
        List<ChainPart> parts = new ArrayList<>();
        List<Entry<?, ?>> entries = new ArrayList<>();
        for (Family family : Family.values()) {
            writer.apply(family).addTo(parts, entries);
        }
        return Contribution.ofChains(parts).withEntries(entries);
    }
}
