package dev.glassplane.trace.request;

import dev.glassplane.net.Ip;
import java.util.Optional;

/** Who sends. */
public sealed interface From {

    /** {@code pod/NAMESPACE/NAME}: a process of a pod. */
    record PodSource(String namespace, String name) implements From {}

    /** {@code node/NAME}: a process of the node itself. */
    record NodeSource(String name) implements From {}

    /** {@code external}: a client on the internet, at its own address or one from a documentation range. */
    record External(Optional<Ip> ip) implements From {}

    /** An address: whoever holds it, or a client on the internet. */
    record Address(Ip ip) implements From {}

    /** {@code {ip, node}}: a packet with that source arrives at the node's primary interface, wherever it comes from. */
    record AtNode(Ip ip, String node) implements From {}
}
