package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.aws.Annotations;
import dev.glassplane.net.Origin;
import dev.glassplane.store.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An Ingress that the controller claims.
 *
 * @param key    of the Ingress
 * @param object the Ingress
 * @param params {@code spec} of the IngressClassParams of its class, missing without any
 */
record AlbIngress(ObjectKey key, ObjectNode object, JsonNode params) {

    static final String PREFIX = "alb.ingress.kubernetes.io";
    static final String COMPONENT = "aws-load-balancer-controller";

    /** An Ingress whose class has no parameters. */
    AlbIngress(ObjectKey key, ObjectNode object) {
        this(key, object, MissingNode.getInstance());
    }

    /** @return {@code NAMESPACE/NAME}, as messages have it */
    String name() {
        return key.namespace() + "/" + key.name();
    }

    String namespace() {
        return key.namespace();
    }

    JsonNode spec() {
        return object.path("spec");
    }

    Annotations annotations() {
        Map<String, String> values = new LinkedHashMap<>();
        object.path("metadata").path("annotations").properties().forEach(entry -> values.put(entry.getKey(), entry.getValue().stringValue("")));
        return new Annotations(PREFIX, values);
    }

    /** @return a text of the parameters, which win over annotations */
    Optional<String> param(String field) {
        return Optional.of(params.path(field).stringValue("")).filter(text -> !text.isEmpty());
    }

    /** @return texts of the parameters, empty if there is none */
    List<String> params(String field) {
        return params.path(field).valueStream().map(each -> each.stringValue("")).toList();
    }

    boolean deleted() {
        return object.path("metadata").has("deletionTimestamp");
    }

    List<String> finalizers() {
        return object.path("metadata").path("finalizers").valueStream().map(each -> each.stringValue("")).toList();
    }

    /** @return who is behind a rule, {@code reason} is the field */
    Origin origin(String reason) {
        return new Origin(COMPONENT, "Ingress", key.namespace(), key.name(), reason);
    }
}
