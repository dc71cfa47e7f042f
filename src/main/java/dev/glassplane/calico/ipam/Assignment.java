package dev.glassplane.calico.ipam;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;

/** What became of a request for an address. */
public sealed interface Assignment {

    /**
     * @param ip    given out
     * @param block it is in
     */
    record Assigned(Ip ip, Cidr block) implements Assignment {}

    /** @param message the CNI plugin's words */
    record Refused(String message) implements Assignment {}
}
