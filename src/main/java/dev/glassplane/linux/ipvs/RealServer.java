package dev.glassplane.linux.ipvs;

import dev.glassplane.net.IpPort;

/**
 * A real server of a virtual server.
 *
 * @param address    where it listens
 * @param weight     0 to 65535; 0 gets no new connections ("quiesced")
 * @param forwarding how packets get there
 * @param upper      connections at which it counts as overloaded, 0 for no limit
 * @param lower      connections below which it no longer does; 0: three quarters of {@code upper}
 */
public record RealServer(IpPort address, int weight, Forwarding forwarding, int upper, int lower) {

    /** Largest weight. */
    public static final int WEIGHT_MAX = 65_535;

    public RealServer {
        if (weight < 0 || weight > WEIGHT_MAX) {
            throw new IllegalArgumentException("real server " + address + ": expected a weight from 0 to " + WEIGHT_MAX + ", found " + weight);
        }
        if (upper < 0 || lower < 0 || lower > upper && upper > 0) {
            throw new IllegalArgumentException("real server " + address + ": expected thresholds 0 <= lower <= upper, found upper " + upper
                    + ", lower " + lower);
        }
    }

    /** @return a real server behind address translation, without thresholds: as kube-proxy adds them */
    public static RealServer masquerading(IpPort address, int weight) {
        return new RealServer(address, weight, Forwarding.MASQ, 0, 0);
    }

    /** @return the same with another weight */
    public RealServer withWeight(int other) {
        return new RealServer(address, other, forwarding, upper, lower);
    }
}
