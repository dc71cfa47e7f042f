package dev.glassplane.trace.model;

import java.util.Locale;

/**
 * A place that a packet passes.
 *
 * @param kind what it is
 * @param name {@code demo/client}, {@code node-a}, the VPC's or gateway's name
 * @param zone availability zone, empty if it has none
 */
public record DeviceRef(Kind kind, String name, String zone) {

    /** Kinds of devices. */
    public enum Kind {
        POD, NODE, VPC, INTERNET,
        /** A node of an AWS load balancer. */
        LB;

        /** @return the word of the answer */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @return {@code node node-a} */
    @Override
    public String toString() {
        return name.isEmpty() ? kind.word() : kind.word() + " " + name;
    }
}
