package dev.glassplane.vpc;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcollections.TreePMap;
import tools.jackson.databind.JsonNode;

/** Reads NAT gateways. One that names no address of its own gets the highest of its subnet that no other gateway has, where nodes come last. */
final class NatGateways {

    private NatGateways() {}

    static TreePMap<String, NatGateway> of(ClusterImage image) {
        TreePMap<String, NatGateway> all = TreePMap.empty();
        for (Map.Entry<ObjectKey, Stored> entry : image.all(VpcReader.NAT_GATEWAYS).entrySet()) {
            all = all.plus(entry.getKey().name(), NatGateway.of(entry.getValue().object(), allocation -> elastic(image, allocation)));
        }
        Set<Ip> taken = new HashSet<>();
        all.values().forEach(nat -> nat.privateIp().ifPresent(taken::add));
        for (NatGateway nat : all.values()) {
            Optional<Ip> free = nat.privateIp().isPresent() ? Optional.empty() : highest(image, nat.subnet(), taken);
            if (free.isPresent()) {
                taken.add(free.get());
                all = all.plus(nat.id(), nat.at(free.get()));
            }
        }
        return all;
    }

    private static Optional<Ip> elastic(ClusterImage image, String allocation) {
        Optional<JsonNode> object = image.object(new ObjectKey(VpcReader.ELASTIC_IPS, "", allocation)).map(Stored::object);
        return object.flatMap(found -> Ip.tryParse(Json.text(found.path("status"), "publicIP")).or(() -> Ip.tryParse(Json.text(found.path("spec"), "address"))));
    }

    private static Optional<Ip> highest(ClusterImage image, String subnet, Set<Ip> taken) {
        Optional<Subnet> found = image.object(new ObjectKey(VpcReader.SUBNETS, "", subnet)).flatMap(stored -> Subnet.of(stored.object()));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Cidr cidr = found.get().cidr();
        for (long offset = cidr.size() - 2; offset >= Subnet.FIRST_USABLE; offset--) {
            if (!taken.contains(cidr.at(offset))) {
                return Optional.of(cidr.at(offset));
            }
        }
        return Optional.empty();
    }
}
