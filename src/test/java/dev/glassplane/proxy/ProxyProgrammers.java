package dev.glassplane.proxy;

import dev.glassplane.dataplane.NodeProgrammer;
import dev.glassplane.image.KubernetesVersion;
import dev.glassplane.net.Cidr;
import dev.glassplane.proxy.ebpf.EbpfProgrammer;
import dev.glassplane.proxy.iptables.IptablesProgrammer;
import dev.glassplane.proxy.ipvs.IpvsProgrammer;
import dev.glassplane.proxy.nftables.NftablesProgrammer;
import java.util.List;

/** The programmers of this module, for tests and benchmarks of others. */
public final class ProxyProgrammers {

    /** The ranges of ClusterIPs in tests. */
    public static final List<Cidr> SERVICE_CIDRS = List.of(Cidr.parse("10.100.0.0/16"), Cidr.parse("fd00:10:100::/112"));

    private ProxyProgrammers() {}

    /** @return a service proxy of every mode that is modelled; a node gets the work of the one whose mode it runs */
    public static List<NodeProgrammer<?, ?>> all() {
        return List.of(iptables(), new IpvsProgrammer(), nftables(KubernetesVersion.read(KubernetesVersion.DEFAULT)), new EbpfProgrammer());
    }

    /** @return a kube-proxy of that release in nftables mode */
    public static NodeProgrammer<?, ?> nftables(KubernetesVersion version) {
        return new NftablesProgrammer(version, SERVICE_CIDRS);
    }

    /** @return a kube-proxy in iptables mode */
    public static NodeProgrammer<?, ?> iptables() {
        return new IptablesProgrammer();
    }
}
