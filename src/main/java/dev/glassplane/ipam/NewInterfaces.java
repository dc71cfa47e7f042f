package dev.glassplane.ipam;

import dev.glassplane.net.Ip;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Address;
import dev.glassplane.vpc.Vpc;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Makes the secondary interfaces that the address manager attaches, in the subnet of the node's primary one. */
@Component
class NewInterfaces {

    private final CloudIds ids;
    private final Duration attachDelay;

    /** @param attachDelay {@code glassplane.vpc.eni-attach-delay}: how long an attachment takes; up to 10 s in EC2 */
    NewInterfaces(CloudIds ids, @Value("${glassplane.vpc.eni-attach-delay:0s}") Duration attachDelay) {
        this.ids = ids;
        this.attachDelay = attachDelay;
    }

    /** @return makes an interface of the node at a device number with these addresses, the first its primary */
    BiFunction<Integer, List<Ip>, NetworkInterface> at(String node, Vpc vpc, Instant now) {
        String subnet = vpc.primaryOf(node).map(NetworkInterface::subnet).orElse("");
        return (device, ips) -> {
            List<Address> addresses = new ArrayList<>();
            for (Ip ip : ips) {
                addresses.add(new Address(ip, addresses.isEmpty(), Optional.empty(), Optional.empty()));
            }
            return new NetworkInterface(ids.networkInterface(node, device), node, device, subnet, ids.mac(node, device), addresses, now,
                    now.plus(attachDelay), Optional.empty());
        };
    }
}
