package dev.glassplane.vpc;

import dev.glassplane.image.Node;
import java.util.Map;
import java.util.Optional;

/** Which ENIConfig is meant for a node ({@code aws/amazon-vpc-cni-k8s: pkg/eniconfig/eniconfig.go}). */
public final class EniConfigName {

    private static final String EXTERNAL = "vpc.amazonaws.com/externalEniConfig";
    private static final String DEFAULT = "default";

    private EniConfigName() {}

    /** @return the name, whether there is such an ENIConfig or not: the external label first, then annotation, then label, then {@code default} */
    public static String of(Node node, PoolSettings settings) {
        Map<String, String> labels = node.labels();
        return Optional.ofNullable(labels.get(EXTERNAL))
                .or(() -> Optional.ofNullable(node.annotations().get(settings.eniConfigAnnotation())))
                .or(() -> Optional.ofNullable(labels.get(settings.eniConfigLabel()))).filter(name -> !name.isEmpty()).orElse(DEFAULT);
    }
}
