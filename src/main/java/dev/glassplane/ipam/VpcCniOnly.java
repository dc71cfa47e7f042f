package dev.glassplane.ipam;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.PodNetwork;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Refuses what makes sense only where pods have addresses of network interfaces. */
final class VpcCniOnly {

    private VpcCniOnly() {}

    /**
     * @param what beginning of the sentence: {@code plans are}
     * @throws ErrorResponseException 409 in another pod network
     */
    static void check(String what, ClusterImage image) {
        ClusterNetwork network = ClusterNetwork.of(image);
        if (!network.is(PodNetwork.VPC)) {
            throw new ErrorResponseException(HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT,
                    network.lacks(what, PodNetwork.VPC)), null);
        }
    }

    /**
     * @param what beginning of the sentence: {@code plans are}
     * @throws ErrorResponseException 409 in another pod network, and in an IPv6 cluster, where nothing runs out
     */
    static void checkIpv4(String what, ClusterImage image) {
        check(what, image);
        if (ClusterNetwork.of(image).ipv6()) {
            throw new ErrorResponseException(HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT,
                    "the cluster's pods have IPv6 addresses, of a /80 for each node: " + what + " of IPv4 clusters (limit: ipv6-clusters)"), null);
        }
    }
}
