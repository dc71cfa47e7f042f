package dev.glassplane.proxy.nftables;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.proxy.KubeProxyConfiguration;
import dev.glassplane.proxy.ModeProgrammer;
import dev.glassplane.proxy.NodePortAddresses;
import java.util.List;

/**
 * What all of kube-proxy's work reads in mode nftables.
 *
 * @param configuration in force
 * @param serviceCidrs  ranges of ClusterIPs, of both families
 * @param early         tables as 1.33 writes them: all filter chains before address translation
 */
record NftablesContext(KubeProxyConfiguration configuration, List<Cidr> serviceCidrs, boolean early) implements ModeProgrammer.Settings {

    /** @return where node ports answer: on the primary addresses unless something else is asked for */
    NodePortAddresses nodePortAddresses() {
        boolean asked = !configuration.nodePortAddresses().equals(NodePortAddresses.ALL);
        return asked ? configuration.nodePortAddresses() : new NodePortAddresses(true, List.of());
    }

    List<Cidr> serviceCidrs(Family family) {
        return serviceCidrs.stream().filter(cidr -> cidr.family() == family).toList();
    }

    boolean masqueradeAll() {
        return configuration.nftables().masqueradeAll();
    }

    /** @return the mark that asks for masquerading */
    int mark() {
        return 1 << configuration.nftables().masqueradeBit();
    }
}
