package dev.glassplane.linux.ipvs;

import dev.glassplane.linux.entry.EntryTable;

/** The three timeouts that {@code ipvsadm --set} changes, in seconds; one that has no entry has the kernel's default. */
public record TimeoutTable() implements EntryTable<TimeoutTable.Timeout, Integer> {

    /** The table. */
    public static final TimeoutTable TIMEOUTS = new TimeoutTable();

    /** In the order of {@code ipvsadm --set tcp tcpfin udp}. */
    public enum Timeout {
        /** An established TCP connection. */
        TCP(900),
        /** A TCP connection of which one side has ended. */
        TCPFIN(120),
        /** UDP. */
        UDP(300);

        private final int seconds;

        Timeout(int seconds) {
            this.seconds = seconds;
        }

        /** @return the kernel's default, in seconds */
        public int seconds() {
            return seconds;
        }
    }
}
