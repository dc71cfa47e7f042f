package dev.glassplane.cni;

import dev.glassplane.dataplane.NodeAddressSource;
import dev.glassplane.vpc.VpcReader;

/** The addresses of nodes as the pod networks know them, for tests outside this package. */
public final class TestAddresses {

    private TestAddresses() {}

    /** @return the source that the server uses */
    public static NodeAddressSource of(VpcReader reader) {
        return new NetworkAddresses(reader);
    }
}
