package dev.glassplane.trace.request;

import dev.glassplane.net.Ip;
import java.util.Optional;
import java.util.OptionalInt;

/** What is asked for. */
public sealed interface To {

    /** {@code service/NAMESPACE/NAME[:PORT]}; port by name or number. */
    record ServiceTarget(String namespace, String name, Optional<String> port) implements To {}

    /** {@code pod/NAMESPACE/NAME[:PORT]}; port by name or number. */
    record PodTarget(String namespace, String name, Optional<String> port) implements To {}

    /** {@code node/NAME:PORT}. */
    record NodeTarget(String name, OptionalInt port) implements To {}

    /** {@code IP:PORT} or {@code [v6]:PORT}. */
    record AddressTarget(Ip ip, OptionalInt port) implements To {}

    /** {@code HOST[:PORT]}: a name that the sender's resolver looks up. */
    record HostTarget(String host, OptionalInt port) implements To {}

    /**
     * Part of the grammar, but not modelled.
     *
     * @param text   as written
     * @param reason what it would need, with its limit
     */
    record NotModelled(String text, String reason) implements To {}
}
