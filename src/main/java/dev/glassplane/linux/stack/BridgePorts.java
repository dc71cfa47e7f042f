package dev.glassplane.linux.stack;

import dev.glassplane.net.Ip;
import java.util.Optional;

/** Who answers ARP behind the ports of a host's bridges. */
@FunctionalInterface
public interface BridgePorts {

    /**
     * @param bridge name of the bridge device
     * @param ip     address that a frame is for
     * @return the port behind which somebody has the address, empty if nobody has
     */
    Optional<String> portOf(String bridge, Ip ip);
}
