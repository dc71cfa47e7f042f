package dev.glassplane.linux.bpf;

/** State of a backend, in the order of its byte in the map. */
public enum BackendState {
    ACTIVE, TERMINATING, QUARANTINED, MAINTENANCE;

    /** @return as the agent prints it */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
