package dev.glassplane.registry.allocation;

/** Another process, writing to the same log, was quicker with an address or a port; nothing was written, and others may be reserved. */
public final class ReservationLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReservationLostException() {
        super("what was reserved has gone to another Service meanwhile");
    }
}
