package dev.glassplane.linux.ipvs;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.ipvs.TimeoutTable.Timeout;

/** How long a connection stays in a state, in seconds, with what {@code ipvsadm --set} changed. */
record Timeouts(int tcp, int tcpFin, int udp) {

    static Timeouts of(Entries entries) {
        return new Timeouts(value(entries, Timeout.TCP), value(entries, Timeout.TCPFIN), value(entries, Timeout.UDP));
    }

    private static int value(Entries entries, Timeout timeout) {
        return entries.value(TimeoutTable.TIMEOUTS, timeout).orElse(timeout.seconds());
    }

    int of(ConnectionState state) {
        return switch (state) {
            case ESTABLISHED -> tcp;
            case FIN_WAIT -> tcpFin;
            case UDP -> udp;
            default -> state.seconds();
        };
    }
}
