package dev.glassplane.proxy;

import dev.glassplane.dataplane.NodeProgrammer;
import dev.glassplane.proxy.iptables.IptablesProgrammer;

/** The programmers of this module, for tests and benchmarks of others. */
public final class ProxyProgrammers {

    private ProxyProgrammers() {}

    /** @return a kube-proxy in iptables mode */
    public static NodeProgrammer<?, ?> iptables() {
        return new IptablesProgrammer();
    }
}
