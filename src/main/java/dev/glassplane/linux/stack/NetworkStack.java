package dev.glassplane.linux.stack;

import dev.glassplane.net.Packet;

/**
 * The path of a packet through one host, in kernel order: device in, PREROUTING (conntrack at its place), policy rules and route, INPUT or
 * FORWARD, POSTROUTING, device out; local senders: route, OUTPUT, re-route, POSTROUTING. Pure but for what the context remembers.
 */
public final class NetworkStack {

    private NetworkStack() {}

    /** @return what becomes of a packet that arrives on a device */
    public static StackResult receive(HostState host, String device, Packet packet, StackContext context) {
        throw new UnsupportedOperationException("to be written");
    }

    /** @return what becomes of a packet that a process of this host sends */
    public static StackResult send(HostState host, Packet packet, StackContext context) {
        throw new UnsupportedOperationException("to be written");
    }
}
