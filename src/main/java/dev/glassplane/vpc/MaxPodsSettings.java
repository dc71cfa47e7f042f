package dev.glassplane.vpc;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import tools.jackson.databind.JsonNode;

/**
 * Where new nodes take their number of pods from: {@code spec} of the Cluster object.
 *
 * @param source     {@code spec.maxPods}
 * @param expression {@code spec.maxPodsExpression}, for nodeadm
 */
public record MaxPodsSettings(MaxPods.Source source, String expression) {

    /** @return what the image's Cluster object says; the published number without one */
    public static MaxPodsSettings of(ClusterImage image) {
        return image.object(ClusterNetwork.CLUSTER).map(stored -> of(stored.object().path("spec"))).orElse(new MaxPodsSettings(MaxPods.Source.PUBLISHED, ""));
    }

    private static MaxPodsSettings of(JsonNode spec) {
        return new MaxPodsSettings(MaxPods.Source.of(Json.text(spec, "maxPods")), Json.text(spec, "maxPodsExpression"));
    }

    /** @return the number for a type */
    public MaxPods on(InstanceType type, PoolSettings pool) {
        return MaxPods.of(source, type, pool, expression);
    }
}
