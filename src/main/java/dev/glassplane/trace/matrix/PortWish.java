package dev.glassplane.trace.matrix;

import dev.glassplane.image.Pod;
import dev.glassplane.net.Protocol;
import dev.glassplane.trace.request.RequestException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A port that a matrix asks for: {@code 80}, {@code 53/UDP}, or the name of container ports.
 *
 * @param text     as written, without the protocol
 * @param protocol as written; empty: TCP for a number, what the container port says for a name
 */
public record PortWish(String text, Optional<Protocol> protocol) {

    private static final int PORT_MAX = 65_535;

    /**
     * @param number   of the port
     * @param protocol over which it is asked
     */
    public record Door(int number, Protocol protocol) {

        /** @return {@code 80/TCP} */
        @Override
        public String toString() {
            return number + "/" + protocol;
        }
    }

    /** @throws RequestException if it is no port */
    public static PortWish parse(String text) {
        String[] parts = text.strip().split("/", -1);
        if (parts.length > 2 || parts[0].isEmpty() || isNumber(parts[0]) && !fits(parts[0])) {
            throw trouble(text);
        }
        return new PortWish(parts[0], parts.length == 1 ? Optional.empty() : Optional.of(protocol(parts[1], text)));
    }

    private static Protocol protocol(String word, String text) {
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "TCP" -> Protocol.TCP;
            case "UDP" -> Protocol.UDP;
            case "SCTP" -> Protocol.SCTP;
            default -> throw trouble(text);
        };
    }

    private static RequestException trouble(String text) {
        return RequestException.invalid("port", "a number from 1 to 65535 or the name of a container port, with /TCP, /UDP or /SCTP behind it if need be",
                "\"" + text + "\"");
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(Character::isDigit);
    }

    private static boolean fits(String number) {
        return number.length() <= 5 && Integer.parseInt(number) >= 1 && Integer.parseInt(number) <= PORT_MAX;
    }

    /** @return the ports of the pod that are meant: a number at every pod, a name where a container has it */
    List<Door> of(Pod pod) {
        if (isNumber(text)) {
            return List.of(new Door(Integer.parseInt(text), protocol.orElse(Protocol.TCP)));
        }
        return pod.containerPorts().stream().filter(port -> port.name().equals(text) && protocol.filter(asked -> asked != port.protocol()).isEmpty())
                .map(port -> new Door(port.port(), port.protocol())).distinct().toList();
    }
}
