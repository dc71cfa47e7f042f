package dev.glassplane.registry.kinds;

import dev.glassplane.registry.Admission;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.validation.IngressValidation;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.Stored;
import java.util.Comparator;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The admission plugin DefaultIngressClass: a new Ingress without a class gets the default one, the newest if several are marked so. Source:
 * {@code kubernetes/kubernetes: plugin/pkg/admission/network/defaultingressclass} since 1.26; before, several were an error.
 */
@Component
final class DefaultIngressClass implements Admission {

    private static final String MARK = "ingressclass.kubernetes.io/is-default-class";
    private static final String CLASSES = "ingressclasses.networking.k8s.io";
    private static final Comparator<Stored> NEWEST_FIRST = Comparator.<Stored, String>comparing(stored ->
            metadata(stored).path("creationTimestamp").asString("")).reversed().thenComparing(stored -> stored.key().name());

    private final RevisionLog log;

    DefaultIngressClass(RevisionLog log) {
        this.log = log;
    }

    @Override
    public void complete(Kind kind, ObjectNode created) {
        boolean chosen = created.path("spec").has("ingressClassName")
                || created.path("metadata").path("annotations").has(IngressValidation.CLASS_ANNOTATION);
        if (!kind.resource().equals("ingresses.networking.k8s.io") || chosen) {
            return;
        }
        log.list(CLASSES).objects().stream().filter(stored -> metadata(stored).path("annotations").path(MARK).asString("").equals("true"))
                .min(NEWEST_FIRST).ifPresent(stored -> Defaults.object(created, "spec").put("ingressClassName", stored.key().name()));
    }

    @Override
    public void check(Kind kind, Optional<ObjectNode> before, ObjectNode after) { }

    private static JsonNode metadata(Stored stored) {
        return stored.object().path("metadata");
    }
}
