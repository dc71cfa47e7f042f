package dev.glassplane.policy.model;

import dev.glassplane.image.Pod;
import dev.glassplane.net.Protocol;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One entry of a rule's {@code ports}.
 *
 * @param protocol transport
 * @param which    ports of the destination
 */
public record PolicyPort(Protocol protocol, Which which) {

    /** Ports of the destination. */
    public sealed interface Which {

        /** All ports of the protocol. */
        record All() implements Which {}

        /** A containerPort of the destination pod, by name. */
        record Named(String name) implements Which {}

        /**
         * Numbers from and to, both included.
         *
         * @param end empty for a single port
         */
        record Numbers(int from, OptionalInt end) implements Which {
            boolean contains(int port) {
                return end.isEmpty() ? port == from : from <= port && port <= end.getAsInt();
            }
        }
    }

    /** @return whether the entry speaks of such a packet; a name means what the destination pod calls so */
    public boolean matches(Protocol packet, int port, Optional<Pod> destination) {
        return packet == protocol && switch (which) {
            case Which.All _ -> true;
            case Which.Numbers numbers -> numbers.contains(port);
            case Which.Named named -> destination.flatMap(pod -> number(pod, named.name())).filter(number -> number == port).isPresent();
        };
    }

    /** @return the number that a pod gives the name, in this entry's protocol */
    public Optional<Integer> number(Pod pod, String name) {
        return pod.containerPorts().stream().filter(port -> port.protocol() == protocol && port.name().equals(name)).map(Pod.ContainerPort::port).findFirst();
    }

    /** @return {@code TCP 80}, {@code TCP 8000-8010}, {@code TCP http}, {@code UDP} */
    @Override
    public String toString() {
        return protocol + switch (which) {
            case Which.All _ -> "";
            case Which.Named named -> " " + named.name();
            case Which.Numbers numbers -> " " + numbers.from() + (numbers.end().isEmpty() ? "" : "-" + numbers.end().getAsInt());
        };
    }
}
