package dev.glassplane.linux.ipvs;

import dev.glassplane.linux.entry.Entry;
import java.util.Optional;

/** What became of a packet that asked for this host's virtual servers. */
public sealed interface Arrival {

    /** @return comparisons in the table of connections, on average */
    int connectionProbes();

    /** @return comparisons in the table of virtual servers, on average; 0 if it was not asked */
    int serviceProbes();

    /** No virtual server takes it: it goes on as if there were none. */
    record NotTaken(int connectionProbes, int serviceProbes) implements Arrival {}

    /** A connection that is known. */
    record Known(VirtualConnection connection, int connectionProbes) implements Arrival {
        @Override
        public int serviceProbes() {
            return 0;
        }
    }

    /**
     * A new connection.
     *
     * @param choice empty if a persistence template chose
     */
    record Opened(Entry<VirtualServerKey, VirtualServer> service, VirtualConnection connection, Optional<Scheduled> choice, int connectionProbes,
                  int serviceProbes) implements Arrival {}

    /** The virtual server has nobody to choose: ICMP port unreachable. */
    record NobodyThere(Entry<VirtualServerKey, VirtualServer> service, int connectionProbes, int serviceProbes) implements Arrival {}

    /** Thrown away without a word; {@code sentence} says why. */
    record Vanished(VirtualConnection connection, String sentence, int connectionProbes) implements Arrival {
        @Override
        public int serviceProbes() {
            return 0;
        }
    }
}
