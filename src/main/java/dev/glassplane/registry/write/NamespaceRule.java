package dev.glassplane.registry.write;

import dev.glassplane.registry.ApiErrors;
import dev.glassplane.registry.ApiException.Cause;
import dev.glassplane.registry.Kind;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.Stored;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What the NamespaceLifecycle admission demands: objects are created in living namespaces only, and some namespaces live for ever. */
@Component
final class NamespaceRule {

    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

    private final RevisionLog log;

    NamespaceRule(RevisionLog log) {
        this.log = log;
    }

    /** @throws dev.glassplane.registry.ApiException 404 for a missing namespace, 403 for one that is going */
    void checkCreate(Kind kind, String namespace, String name) {
        if (!kind.namespaced()) {
            return;
        }
        if (namespace.isEmpty()) {
            throw ApiErrors.badRequest("an empty namespace may not be set during creation");
        }
        Stored found = log.get(new ObjectKey("namespaces", "", namespace)).orElseThrow(() -> ApiErrors.notFound("", "namespaces", namespace));
        if (found.object().path("metadata").has("deletionTimestamp")) {
            String why = "namespace " + namespace + " is being terminated";
            throw ApiErrors.forbidden(kind, name,
                    "unable to create new content in namespace " + namespace + " because it is being terminated",
                    List.of(new Cause("NamespaceTerminating", why, "metadata.namespace")));
        }
    }

    /** @throws dev.glassplane.registry.ApiException 403 for a namespace that lives for ever */
    void checkDelete(Kind kind, String name) {
        if (kind.resource().equals("namespaces") && IMMORTAL.contains(name)) {
            throw ApiErrors.forbidden(kind, name, "this namespace may not be deleted", List.of());
        }
    }
}
