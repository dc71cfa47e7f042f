package dev.glassplane.loadbalancer.aws;

import dev.glassplane.registry.Admission;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.Stored;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives new pods a readiness gate for every target group of pods that they will be in, if their namespace asks for it ({@code pkg/inject/pod_readiness_gate.go}).
 */
@Component
class ReadinessGateAdmission implements Admission {

    private static final String LABEL = "elbv2.k8s.aws/pod-readiness-gate-inject";

    private final ObjectProvider<Objects> objects;
    private final ObjectProvider<Kinds> kinds;

    ReadinessGateAdmission(ObjectProvider<Objects> objects, ObjectProvider<Kinds> kinds) {
        this.objects = objects;
        this.kinds = kinds;
    }

    @Override
    public void complete(Kind kind, ObjectNode created) {
        String namespace = created.path("metadata").path("namespace").asString("");
        if (!kind.resource().equals("pods") || !asks(namespace)) {
            return;
        }
        List<String> types = objects.getObject().list(kinds.getObject().named(Binding.RESOURCE)).objects().stream()
                .filter(stored -> stored.key().namespace().equals(namespace)).filter(stored -> concerns(stored, created))
                .map(stored -> ReadinessGates.PREFIX + stored.key().name()).toList();
        if (!types.isEmpty()) {
            ArrayNode gates = created.withObject("/spec").withArray("readinessGates");
            types.stream().filter(type -> gates.valueStream().noneMatch(gate -> gate.path("conditionType").stringValue("").equals(type)))
                    .forEach(type -> gates.addObject().put("conditionType", type));
        }
    }

    private boolean asks(String namespace) {
        return objects.getObject().get(kinds.getObject().named("namespaces"), "", namespace).filter(found -> found.object().path("metadata").path("labels")
                .path(LABEL).stringValue("").equals("enabled")).isPresent();
    }

    private boolean concerns(Stored binding, JsonNode pod) {
        JsonNode spec = binding.object().path("spec");
        Optional<Stored> service = spec.path("targetType").stringValue("").equals("ip") ? objects.getObject().get(kinds.getObject().named("services"),
                binding.key().namespace(), spec.path("serviceRef").path("name").stringValue("")) : Optional.empty();
        JsonNode labels = pod.path("metadata").path("labels");
        return service.map(found -> found.object().path("spec").path("selector")).filter(selector -> !selector.isEmpty() && selector.properties().stream()
                .allMatch((Map.Entry<String, JsonNode> wanted) -> wanted.getValue().equals(labels.path(wanted.getKey())))).isPresent();
    }

    @Override
    public void check(Kind kind, Optional<ObjectNode> before, ObjectNode after) { }
}
