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
     * {@code http(s)://HOST[:PORT][/PATH][?QUERY]}.
     *
     * @param tls    https
     * @param host   name or address, without brackets
     * @param port   empty: the scheme's
     * @param target path and query
     */
    record Url(boolean tls, String host, OptionalInt port, String target) implements To {

        /** @return the port that is asked */
        public int asked() {
            return port.orElse(tls ? 443 : 80);
        }

        /** @return host with the port, if it is not the scheme's */
        public String authority() {
            String named = host.contains(":") ? "[" + host + "]" : host;
            return asked() == (tls ? 443 : 80) ? named : named + ":" + asked();
        }

        @Override
        public String toString() {
            return (tls ? "https://" : "http://") + authority() + target;
        }
    }

    /**
     * {@code gateway/NAMESPACE/NAME[:PORT][/PATH][?QUERY]}, {@code ingress/...}: the load balancer that the object asked for, wherever it is.
     *
     * @param kind   Gateway or Ingress
     * @param port   of a listener; empty: the first one that speaks HTTP
     * @param target path and query
     */
    record Entrance(String kind, String namespace, String name, OptionalInt port, String target) implements To {}

    /**
     * Part of the grammar, but not modelled.
     *
     * @param text   as written
     * @param reason what it would need, with its limit
     */
    record NotModelled(String text, String reason) implements To {}
}
