package dev.glassplane.linux.bpf.program;

import dev.glassplane.linux.bpf.DropReason;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Packet;
import java.util.Optional;

/** What a program makes of a packet. */
public sealed interface ProgramResult {

    /**
     * The packet goes on where the program was called.
     *
     * @param served whether a program at tc need not look for a Service any more
     */
    record Pass(Packet packet, boolean served) implements ProgramResult {

        /** Nothing special. */
        Pass(Packet packet) {
            this(packet, false);
        }
    }

    /**
     * It leaves by a device without passing the stack.
     *
     * @param nextHop gateway, or the destination on a link route
     * @param sent    whether it is on the wire at once; otherwise programs of the device's egress see it first
     */
    record Redirect(Packet packet, String device, Ip nextHop, boolean sent) implements ProgramResult {}

    /**
     * It ends here without a word.
     *
     * @param place program and attach point
     */
    record Drop(String place, DropReason reason, String sentence, Optional<Origin> origin) implements ProgramResult {

        /** @return the field or condition that asked for it, where the drop reason does not say it */
        public String why() {
            return switch (reason) {
                case SERVICE_BACKEND_NOT_FOUND, DENIED_BY_LB_SRC_RANGE_CHECK -> origin.map(Origin::reason).orElse("");
                case INVALID_SOURCE_IP, FRAGMENTATION_NEEDED, NO_MAPPING_FOR_NAT_MASQUERADE, FIB_LOOKUP_FAILED, IS_A_CLUSTERIP, TTL_EXCEEDED -> reason.text();
            };
        }
    }

    /**
     * It ends here without a word, because a policy does not let it through.
     *
     * @param place   program and attach point
     * @param ingress whether it was on its way into the pod
     */
    record Deny(String place, boolean ingress, String sentence, Optional<Origin> origin) implements ProgramResult {}

    /**
     * Its sender is told.
     *
     * @param place program and attach point
     * @param with  ICMP error, or the error of the system call
     */
    record Refuse(String place, String with, String sentence, Optional<Origin> origin) implements ProgramResult {}

    /** What comes next is not modelled; the sentence cites the limit. */
    record NotModelled(String sentence) implements ProgramResult {}
}
