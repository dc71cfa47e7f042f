package dev.glassplane.ipam;

import dev.glassplane.vpc.AddressFinder;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Address;
import dev.glassplane.vpc.NetworkInterface.Agent;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.Vpc;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Makes the secondary interfaces that the address manager attaches. */
@Component
class NewInterfaces {

    private final CloudIds ids;
    private final Duration attachDelay;

    /** @param attachDelay {@code glassplane.vpc.eni-attach-delay}: how long an attachment takes; up to 10 s in EC2 */
    NewInterfaces(CloudIds ids, @Value("${glassplane.vpc.eni-attach-delay:0s}") Duration attachDelay) {
        this.ids = ids;
        this.attachDelay = attachDelay;
    }

    /** @return id of an interface of a node that has no device number, or none of its own choice */
    String id(String node, String what) {
        return ids.networkInterface(node, what);
    }

    /** @return its hardware address */
    String mac(String node, String what) {
        return ids.mac(node, what);
    }

    /** @return the order in which slots are given out */
    PoolOrder order() {
        return new PoolOrder(ids.scatter());
    }

    /** @return the subnets as they are in this run of a control loop */
    AddressFinder finder(Vpc vpc) {
        return new AddressFinder(vpc, ids.scatter());
    }

    /** @param candidates subnets where new interfaces of the node may go */
    Ec2 ec2(String node, AddressFinder finder, Vpc vpc, List<Subnet> candidates) {
        return SubnetEc2.of(finder, vpc.subnets(), candidates, device -> ids.networkInterface(node, device), attachDelay);
    }

    /** @return the object for an interface that the pool attached, still without slots */
    NetworkInterface made(String node, PoolInterface of) {
        return new NetworkInterface(of.id(), node, of.device(), of.subnet(), ids.mac(node, of.device()),
                List.of(new Address(of.primary(), true, Optional.empty(), Optional.empty())), List.of(), of.attachedAt(), of.availableAt(), Agent.NONE);
    }
}
