package dev.glassplane.dns.zone;

import dev.glassplane.net.Ip;
import java.util.Optional;
import org.xbill.DNS.Name;

/**
 * One address or alias that a name of the cluster stands for.
 *
 * @param ip    the address; empty for an alias
 * @param alias where an ExternalName leads, else empty
 * @param port  -1 for none
 * @param name  full name of the Service or endpoint that has it
 */
record Item(Optional<Ip> ip, Optional<Name> alias, int port, Name name) {

    /** A port that a Service or slice without ports has. */
    static final int NO_PORT = -1;

    static Item of(Ip ip, int port, Name name) {
        return new Item(Optional.of(ip), Optional.empty(), port, name);
    }
}
