package dev.glassplane.linux.ipvs;

/**
 * Connections of one client go to one real server for a while.
 *
 * @param seconds      since the client's last new connection
 * @param prefixLength of the source address that counts as one client: 32 (IPv4) or 128 (IPv6) for the whole address
 */
public record Persistence(int seconds, int prefixLength) {

    public Persistence {
        if (seconds < 1) {
            throw new IllegalArgumentException("expected a persistence of at least 1 second, found " + seconds);
        }
    }
}
