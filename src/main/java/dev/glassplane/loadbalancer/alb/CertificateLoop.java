package dev.glassplane.loadbalancer.alb;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.loadbalancer.aws.AwsPlace;
import dev.glassplane.loadbalancer.aws.Certificates;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.Stored;
import dev.glassplane.vpc.VpcReader;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * AWS Certificate Manager, with ACK's controller before it: a certificate is issued at once and gets its ARN. One that adopts an existing certificate
 * (annotation {@code services.k8s.aws/adoption-fields} with an {@code arn}) has that one's.
 */
@Component
@Order(951)
class CertificateLoop implements ControlLoop {

    private static final String ADOPTION = "services.k8s.aws/adoption-fields";

    private final Objects objects;
    private final VpcReader reader;
    private final Kind certificates;

    CertificateLoop(Objects objects, Kinds kinds, VpcReader reader) {
        this.objects = objects;
        this.reader = reader;
        this.certificates = kinds.named(Certificates.RESOURCE);
    }

    @Override
    public String name() {
        return "acm-controller";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (delta.touches(Certificates.RESOURCE)) {
            image.all(Certificates.RESOURCE).values().stream().filter(CertificateLoop::isNew).forEach(stored -> issue(stored, AwsPlace.of(reader.of(image)), now));
        }
        return Optional.empty();
    }

    private static boolean isNew(Stored stored) {
        return stored.object().path("status").path("ackResourceMetadata").path("arn").stringValue("").isEmpty();
    }

    private void issue(Stored stored, AwsPlace place, Instant now) {
        objects.modify(certificates, stored.key().namespace(), stored.key().name(), "status", object -> {
            ObjectNode status = object.withObject("/status");
            status.withObject("/ackResourceMetadata").put("arn", arn(object, place)).put("ownerAccountID", place.account()).put("region", place.region());
            if (!status.has("status")) {
                status.put("status", "ISSUED").put("type", "AMAZON_ISSUED").put("issuedAt", now.truncatedTo(ChronoUnit.SECONDS).toString());
            }
            return object;
        });
    }

    private static String arn(ObjectNode object, AwsPlace place) {
        JsonNode metadata = object.path("metadata");
        java.util.regex.Matcher adopted = java.util.regex.Pattern.compile("arn:aws[a-z-]*:acm:[^\"\\s]+")
                .matcher(metadata.path("annotations").path(ADOPTION).stringValue(""));
        return adopted.find() ? adopted.group()
                : "arn:aws:acm:" + place.region() + ":" + place.account() + ":certificate/" + metadata.path("uid").stringValue("");
    }
}
