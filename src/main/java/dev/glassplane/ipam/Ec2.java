package dev.glassplane.ipam;

import dev.glassplane.net.Cidr;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The calls that the address manager makes, each all or nothing as EC2 does it. */
interface Ec2 {

    /** Why a call fails, by EC2's code. */
    enum Refusal { INSUFFICIENT_ADDRESSES, INSUFFICIENT_CIDR_BLOCKS, NO_ENI_CONFIG }

    /** @return single addresses (AssignPrivateIpAddresses), or with {@code prefixes} /28 prefixes; empty if the subnet has too few */
    Optional<List<Cidr>> assign(String subnet, boolean prefixes, int count);

    /**
     * CreateNetworkInterface and AttachNetworkInterface, in the first subnet that can.
     *
     * @return the interface with so many slots filled, or why there is none
     */
    Created create(int device, boolean prefixes, int slots, Instant now);

    /** UnassignPrivateIpAddresses. */
    void unassign(Cidr cidr);

    /** DetachNetworkInterface and DeleteNetworkInterface. */
    void delete(PoolInterface gone);

    /** What comes of {@link #create}: one of the two. */
    record Created(Optional<PoolInterface> made, List<Cidr> slots, Optional<Refusal> refusal) {}
}
