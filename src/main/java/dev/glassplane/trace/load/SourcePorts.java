package dev.glassplane.trace.load;

import dev.glassplane.net.Ip;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Source ports of clients: the range of a Linux host ({@code ip_local_port_range}), each in use once, taken in turn. */
final class SourcePorts {

    private static final int FIRST = 32_768;
    private static final int COUNT = 28_232;

    /** Ports of one client. */
    private static final class Client {
        final BitSet used = new BitSet(COUNT);
        int next;
    }

    private final Map<Ip, Client> clients = new HashMap<>();

    OptionalInt take(Ip ip) {
        Client client = clients.computeIfAbsent(ip, _ -> new Client());
        int free = client.used.nextClearBit(client.next);
        free = free < COUNT ? free : client.used.nextClearBit(0);
        if (free >= COUNT) {
            return OptionalInt.empty();
        }
        client.used.set(free);
        client.next = (free + 1) % COUNT;
        return OptionalInt.of(FIRST + free);
    }

    void release(Ip ip, int port) {
        clients.get(ip).used.clear(port - FIRST);
    }
}
