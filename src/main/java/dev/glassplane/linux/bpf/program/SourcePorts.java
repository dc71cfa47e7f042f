package dev.glassplane.linux.bpf.program;

import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import java.util.Optional;

/**
 * Finds a free port for a translated source ({@code cilium/cilium: bpf/lib/nat.h}, snat_v4_new_mapping). What the program draws at random follows here
 * from the flow, so that the same flow always gets the same port.
 */
final class SourcePorts {

    private static final int TRIES = 32;
    private static final int PORT_MAX = 65_535;

    private SourcePorts() {}

    /** @return the source that packets of the flow have from now on; empty if all tries met a port that is taken */
    static Optional<IpPort> translate(Run run, Tuple original, Ip source) {
        Optional<IpPort> known = run.memory().mapping(original).filter(mapped -> mapped.ip().equals(source));
        if (known.isPresent()) {
            return known;
        }
        if (!original.protocol().hasPorts()) {
            run.memory().map(original, new IpPort(source, 0));
            return Optional.of(new IpPort(source, 0));
        }
        int from = run.settings().nodePort().to() + 1;
        int size = PORT_MAX - from + 1;
        int random = random(original);
        int port = original.sourcePort() >= from ? original.sourcePort() : scaled(random, from, size);
        for (int i = 0; i < TRIES; i++) {
            IpPort candidate = new IpPort(source, port);
            if (run.memory().original(answer(original, candidate)).isEmpty()) {
                run.memory().map(original, candidate);
                return Optional.of(candidate);
            }
            port = scaled(i == 0 ? random : port + 1, from, size);
        }
        return Optional.empty();
    }

    private static Tuple answer(Tuple original, IpPort source) {
        return new Tuple(original.protocol(), original.destination(), original.destinationPort(), source.ip(), source.port());
    }

    /** Spreads 16 bits over the range. */
    static int scaled(int value, int from, int size) {
        return from + ((value & 0xffff) * size >>> 16);
    }

    private static int random(Tuple tuple) {
        long hash = tuple.protocol().number();
        long[] words = {tuple.source().high(), tuple.source().low(), tuple.sourcePort(), tuple.destination().high(), tuple.destination().low(),
            tuple.destinationPort()};
        for (long word : words) {
            hash = (hash ^ word) * 0x9e3779b97f4a7c15L;
            hash ^= hash >>> 29;
        }
        return (int) (hash >>> 48);
    }
}
