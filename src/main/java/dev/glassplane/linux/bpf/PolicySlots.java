package dev.glassplane.linux.bpf;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Value of a rule map: which protocols and ports pass between the pod and the addresses of the key.
 *
 * @param slots in the order in which the program asks them, at most {@link #MAX}; what is beyond is cut off, as the agent does
 */
public record PolicySlots(List<Slot> slots) {

    /** Slots of one value. */
    public static final int MAX = 24;
    /** Protocol of a slot that speaks of all protocols. */
    public static final int ANY = 254;
    /** Protocol of a slot that denies: an {@code except} of an ipBlock. */
    public static final int DENY = 255;

    /** Everything passes. */
    public static final PolicySlots ALL = new PolicySlots(List.of(new Slot(ANY, 0, 0)));

    public PolicySlots {
        slots = List.copyOf(slots.subList(0, Math.min(slots.size(), MAX)));
    }

    /**
     * @param protocol number of the IP header, {@link #ANY} or {@link #DENY}
     * @param from     first port, 0 for all
     * @param to       last port of a range, 0 if it is none
     */
    public record Slot(int protocol, int from, int to) {

        /** @return whether the slot denies whatever comes */
        public boolean denies() {
            return protocol == DENY;
        }

        /** @return whether packets of this protocol to this port pass by it */
        public boolean passes(int packetProtocol, int port) {
            return (protocol == ANY || protocol == packetProtocol) && (from == 0 || port == from || port > from && port <= to);
        }

        /** @return {@code TCP 80}, {@code UDP 5000-5010}, {@code any}, {@code deny} */
        @Override
        public String toString() {
            String word = switch (protocol) {
                case ANY -> "any";
                case DENY -> "deny";
                case 6 -> "TCP";
                case 17 -> "UDP";
                case 132 -> "SCTP";
                default -> "protocol " + protocol;
            };
            return from == 0 ? word : word + " " + from + (to == 0 ? "" : "-" + to);
        }
    }

    /** @return the slot that decides about such a packet; empty if none does, which denies it too */
    public Optional<Slot> deciding(int protocol, int port) {
        return slots.stream().filter(slot -> slot.denies() || slot.passes(protocol, port)).findFirst();
    }

    /** @return slots one after the other */
    @Override
    public String toString() {
        return slots.stream().map(Slot::toString).collect(Collectors.joining(", "));
    }
}
