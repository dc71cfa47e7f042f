package dev.glassplane.controller.nodeipam;

import dev.glassplane.net.Cidr;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The podCIDRs of a cluster: equal parts of one prefix, given out one after the other from where the last search ended
 * ({@code kubernetes: pkg/controller/nodeipam/ipam/cidrset/cidr_set.go}, AllocateNext). Where the search begins is forgotten with the process, as
 * kube-controller-manager forgets it.
 */
final class CidrSet {

    private final Cidr all;
    private final int mask;
    private int next;

    /** @param mask prefix length of the parts */
    CidrSet(Cidr all, int mask) {
        this.all = all;
        this.mask = mask;
    }

    /** @return the prefix that is divided */
    Cidr all() {
        return all;
    }

    private int parts() {
        return 1 << (mask - all.prefixLength());
    }

    private Cidr part(int index) {
        return new Cidr(all.at((long) index << (all.family().bits() - mask)), mask);
    }

    /** @return the next part that overlaps none of those taken, empty if there is none */
    Optional<Cidr> allocate(Collection<Cidr> taken) {
        Set<Cidr> parts = new HashSet<>();
        Set<Cidr> others = new HashSet<>(); // written by hand, of another size
        taken.forEach(cidr -> (cidr.prefixLength() == mask ? parts : others).add(cidr));
        for (int i = 0; i < parts(); i++) {
            int index = (next + i) % parts();
            Cidr part = part(index);
            if (!parts.contains(part) && others.stream().noneMatch(part::overlaps)) {
                next = (index + 1) % parts();
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }
}
