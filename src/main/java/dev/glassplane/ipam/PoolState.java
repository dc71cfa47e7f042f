package dev.glassplane.ipam;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * What the pool decision looks at: one node's interfaces and limits, in counts.
 *
 * @param interfaces    that the VPC CNI manages, in the order of device numbers
 * @param limits        what the node may have
 * @param prefixMode    whether a slot holds a /28 prefix, not a single address
 * @param schedulable   false on a cordoned node
 * @param pausedUntil   no more addresses are asked for until then, after the subnet ran out
 * @param shrunkAt      when addresses were last given back for being too many
 */
record PoolState(List<Interface> interfaces, Limits limits, boolean prefixMode, boolean schedulable, Optional<Instant> pausedUntil,
                 Optional<Instant> shrunkAt) {

    /** Addresses of a /28 prefix; pods get all of them. */
    static final int PREFIX = 16;

    PoolState {
        interfaces = List.copyOf(interfaces);
    }

    /**
     * @param slots         of one interface, for single addresses and prefixes alike
     * @param maxInterfaces of the instance type
     * @param unmanaged     device numbers of interfaces that are there but none of the VPC CNI's
     * @param maxPods       capacity.pods of the Node
     */
    record Limits(int slots, int maxInterfaces, Set<Integer> unmanaged, int maxPods) {}

    /**
     * @param id           interface id
     * @param device       0 is the primary interface
     * @param excluded     a tag of its subnet keeps its addresses from pods
     * @param cidrs        slots in use, by single addresses and by prefixes
     * @param freeCidrs    of these, without a pod
     * @param prefixes     of these, prefixes
     * @param freePrefixes prefixes without a pod
     * @param total        addresses of the present mode
     * @param assigned     of these, held by pods
     * @param pods         addresses of either mode held by pods
     * @param cooling      addresses that rest
     * @param attachedAt   when it was attached
     * @param availableAt  when the attachment is done
     */
    record Interface(String id, int device, boolean excluded, int cidrs, int freeCidrs, int prefixes, int freePrefixes, int total, int assigned,
                     int pods, int cooling, Instant attachedAt, Instant availableAt) {

        /** @return an interface with single addresses only */
        static Interface secondary(String id, int device, int addresses, int assigned, int cooling, Instant attachedAt, Instant availableAt) {
            return new Interface(id, device, false, addresses, addresses - assigned, 0, 0, addresses, assigned, assigned, cooling, attachedAt,
                    availableAt);
        }

        /** @return addresses of the present mode without a pod; those that rest count, as ipamd counts */
        int warm() {
            return total - assigned;
        }
    }

    /** @return addresses of an interface with all slots in use */
    int perInterface() {
        return prefixMode ? limits.slots() * PREFIX : limits.slots();
    }

    /** @return addresses for pods on interfaces that are attached by now */
    int total(Instant now) {
        int sum = 0;
        for (Interface of : interfaces) {
            sum += of.excluded() || now.isBefore(of.availableAt()) ? 0 : of.total();
        }
        return sum;
    }

    /** @return addresses that pods hold */
    int assigned() {
        return sum(Interface::assigned);
    }

    /** @return addresses that rest */
    int cooling() {
        return sum(Interface::cooling);
    }

    /** @return total less assigned: as ipamd counts, addresses that rest are available */
    int available(Instant now) {
        return total(now) - assigned();
    }

    /** @return prefixes */
    int prefixes() {
        return sum(Interface::prefixes);
    }

    /** @return prefixes without a pod */
    int freePrefixes() {
        return sum(Interface::freePrefixes);
    }

    private int sum(ToIntFunction<Interface> count) {
        int sum = 0;
        for (Interface of : interfaces) {
            sum += of.excluded() ? 0 : count.applyAsInt(of);
        }
        return sum;
    }
}
