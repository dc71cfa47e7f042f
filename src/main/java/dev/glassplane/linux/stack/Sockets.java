package dev.glassplane.linux.stack;

import dev.glassplane.linux.conntrack.Tuple;
import java.util.HashSet;
import java.util.Set;

/** Connected TCP sockets of a host, by the packets that they receive. Kept only where a packet's route does not settle what a socket would. Not thread-safe. */
public final class Sockets {

    private final Set<Tuple> connected = new HashSet<>();

    /** Notes the socket that receives such packets. */
    void open(Tuple received) {
        connected.add(received);
    }

    /** @return whether a connected socket receives the packet */
    boolean hold(Tuple received) {
        return connected.contains(received);
    }
}
