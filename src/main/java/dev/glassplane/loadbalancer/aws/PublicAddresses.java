package dev.glassplane.loadbalancer.aws;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Public addresses of network interfaces of load balancers. Those that AWS picks are out of the range for benchmarks (RFC 2544), which no network announces; an
 * Elastic IP address is its object's.
 */
final class PublicAddresses {

    private static final Cidr RANGE = Cidr.parse("198.18.0.0/15");
    private static final String ELASTIC_IPS = "elasticipaddresses.ec2.services.k8s.aws";

    private PublicAddresses() {}

    /** @param eni whose address it is: the same interface gets the same one, if nobody else has it */
    static Ip pick(String eni, Cloud cloud, java.util.Set<Ip> taken) {
        long size = RANGE.size();
        long start = Math.floorMod(eni.hashCode() * 0x9E37_79B9L, size);
        for (long step = 0; step < size; step++) {
            Ip candidate = RANGE.at((start + step) % size);
            if (candidate.low() % 256 != 0 && cloud.vpc().withPublicIp(candidate).isEmpty() && !taken.contains(candidate)) {
                return candidate;
            }
        }
        throw DeployFailure.api("AddressLimitExceeded", "The maximum number of addresses has been reached.");
    }

    /** @throws DeployFailure if there is no such allocation, or it has no address */
    static Ip elastic(String allocation, Cloud cloud) {
        Optional<JsonNode> object = cloud.image().object(new ObjectKey(ELASTIC_IPS, "", allocation)).map(stored -> stored.object());
        return object.flatMap(found -> Ip.tryParse(found.path("status").path("publicIP").stringValue(""))
                        .or(() -> Ip.tryParse(found.path("spec").path("address").stringValue(""))))
                .orElseThrow(() -> DeployFailure.api("AllocationIdNotFound", "The allocation IDs '" + allocation + "' do not exist"));
    }
}
