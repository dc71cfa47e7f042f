package dev.glassplane.proxy;

import dev.glassplane.dataplane.NodeProgrammer;
import dev.glassplane.proxy.ebpf.EbpfProgrammer;
import dev.glassplane.proxy.iptables.IptablesProgrammer;
import java.util.List;

/** The programmers of this module, for tests and benchmarks of others. */
public final class ProxyProgrammers {

    private ProxyProgrammers() {}

    /** @return a service proxy of every mode that is modelled; a node gets the work of the one whose mode it runs */
    public static List<NodeProgrammer<?, ?>> all() {
        return List.of(iptables(), new EbpfProgrammer());
    }

    /** @return a kube-proxy in iptables mode */
    public static NodeProgrammer<?, ?> iptables() {
        return new IptablesProgrammer();
    }
}
