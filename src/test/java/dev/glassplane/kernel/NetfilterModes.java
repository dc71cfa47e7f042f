package dev.glassplane.kernel;

import dev.glassplane.proxy.ProxyMode;
import java.util.List;
import java.util.stream.Stream;

/** Service modes that netfilter rules alone carry out, so that every kernel with nf_tables can judge them. */
final class NetfilterModes {

    private NetfilterModes() {}

    /** @return those that are modelled */
    static List<ProxyMode> all() {
        return Stream.of(ProxyMode.IPTABLES, ProxyMode.NFTABLES).filter(ProxyMode.modelled()::contains).toList();
    }
}
