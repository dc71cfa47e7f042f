package dev.glassplane.registry.write;

import dev.glassplane.registry.Admission;
import dev.glassplane.registry.ApiErrors;
import dev.glassplane.registry.Kind;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.Stored;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Gives a new pod the priority of its PriorityClass. Source: {@code kubernetes: plugin/pkg/admission/priority}. */
@Component
final class PriorityAdmission implements Admission {

    private static final String CLASSES = "priorityclasses.scheduling.k8s.io";
    /** Known without an object. */
    private static final List<String> SYSTEM = List.of("system-cluster-critical", "system-node-critical");

    private final RevisionLog log;

    PriorityAdmission(RevisionLog log) {
        this.log = log;
    }

    @Override
    public void complete(Kind kind, ObjectNode created) {
        if (!kind.resource().equals("pods") || !(created.get("spec") instanceof ObjectNode spec)) {
            return;
        }
        String name = spec.path("priorityClassName").asString("");
        if (SYSTEM.contains(name)) {
            return;
        }
        Optional<Stored> found = name.isEmpty() ? global() : log.get(new ObjectKey(CLASSES, "", name));
        if (!name.isEmpty() && found.isEmpty()) {
            throw ApiErrors.forbidden(kind, Trees.meta(created, "name"), "no PriorityClass with name " + name + " was found", List.of());
        }
        found.ifPresent(each -> {
            spec.put("priorityClassName", each.key().name());
            spec.put("priority", each.object().path("value").asInt(0));
            spec.put("preemptionPolicy", each.object().path("preemptionPolicy").asString("PreemptLowerPriority"));
        });
    }

    private Optional<Stored> global() {
        return log.list(CLASSES).objects().stream().filter(each -> each.object().path("globalDefault").asBoolean(false))
                .min(Comparator.comparing(each -> each.object().path("value").asInt(0)));
    }

    @Override
    public void check(Kind kind, Optional<ObjectNode> before, ObjectNode after) {
        // Everything is settled when a pod is made.
    }
}
