package dev.glassplane.ipam;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the warm pool's decision looks at: one node's interfaces and limits.
 *
 * @param interfaces    in the order of device numbers
 * @param slots         addresses that one interface can have for pods
 * @param maxInterfaces of the instance type
 * @param maxPods       capacity.pods of the Node
 * @param schedulable   false on a cordoned node
 * @param pausedUntil   no more addresses are asked for until then, after the subnet ran out
 */
record PoolState(List<Interface> interfaces, int slots, int maxInterfaces, int maxPods, boolean schedulable, Optional<Instant> pausedUntil) {

    PoolState {
        interfaces = List.copyOf(interfaces);
    }

    /**
     * @param id          interface id
     * @param device      0 is the primary interface
     * @param addresses   for pods
     * @param assigned    of these, held by pods
     * @param cooling     of these, resting
     * @param attachedAt  when it was attached
     * @param availableAt when the attachment is done
     */
    record Interface(String id, int device, int addresses, int assigned, int cooling, Instant attachedAt, Instant availableAt) {}

    /** @return addresses for pods on interfaces that are attached by now */
    int total(Instant now) {
        return interfaces.stream().filter(of -> !now.isBefore(of.availableAt())).mapToInt(Interface::addresses).sum();
    }

    /** @return addresses that pods hold */
    int assigned() {
        return interfaces.stream().mapToInt(Interface::assigned).sum();
    }

    /** @return addresses that rest */
    int cooling() {
        return interfaces.stream().mapToInt(Interface::cooling).sum();
    }

    /** @return total less assigned: as ipamd counts, addresses that rest are available */
    int available(Instant now) {
        return total(now) - assigned();
    }
}
