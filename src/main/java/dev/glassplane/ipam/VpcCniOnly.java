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
}
