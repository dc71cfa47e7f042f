package dev.glassplane.bootstrap.manifest;

import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.registry.WriteOptions.FieldValidation;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes manifests as a client would. Objects that {@code kubectl get -o yaml} printed keep what matters of their cluster: references to owners
 * that were read in before are turned to the owners' uids here, and a status is written after its object. Pods come before ReplicaSets and
 * Deployments, without their owner: these adopt what they find and do not make it anew.
 */
@Component
public class Importer {

    private static final List<String> FIRST = List.of("Namespace", "CustomResourceDefinition", "Node", "ServiceAccount", "ConfigMap", "Secret",
            "Service", "Pod", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet");
    private static final WriteOptions OPTIONS = new WriteOptions("", "glassplane-import", FieldValidation.STRICT, false, warning -> { });

    private final Kinds kinds;
    private final Objects objects;

    Importer(Kinds kinds, Objects objects) {
        this.kinds = kinds;
        this.objects = objects;
    }

    /**
     * @return how many objects were written
     * @throws ManifestException at the first object that is refused; those before it are written
     */
    public int write(List<Manifest> manifests) {
        List<Manifest> ordered = new ArrayList<>(manifests);
        ordered.sort(Comparator.comparingInt(Importer::rank));
        Map<String, String> uids = new HashMap<>();
        for (Manifest manifest : ordered) {
            try {
                write(manifest, uids);
            } catch (ApiException e) {
                throw new ManifestException(manifest.shown() + ": " + e.getMessage());
            }
        }
        return ordered.size();
    }

    private static int rank(Manifest manifest) {
        int rank = FIRST.indexOf(manifest.object().path("kind").asString(""));
        return rank < 0 ? FIRST.size() : rank;
    }

    private void write(Manifest manifest, Map<String, String> uids) {
        ObjectNode sent = manifest.object();
        Kind kind = kinds.byKind(sent.path("apiVersion").asString(""), sent.path("kind").asString("")).orElseThrow(() -> new ManifestException(
                manifest.shown() + ": no kind " + sent.path("kind").asString("") + " is served in apiVersion " + sent.path("apiVersion")));
        ObjectNode object = ClusterFields.withoutIdentity(sent);
        JsonNode status = object.remove("status");
        owners(object, uids);
        String namespace = kind.namespaced() ? sent.path("metadata").path("namespace").asString("default") : "";
        String name = sent.path("metadata").path("name").asString("");
        Stored written = objects.get(kind, namespace, name).isPresent() ? objects.update(kind, namespace, name, object, OPTIONS)
                : objects.create(kind, namespace, object, OPTIONS);
        String uid = sent.path("metadata").path("uid").asString("");
        if (!uid.isEmpty()) {
            uids.put(uid, written.object().path("metadata").path("uid").asString(""));
        }
        if (status instanceof ObjectNode found && !found.isEmpty() && kinds.subresources(kind).contains("status")) {
            ObjectNode withStatus = written.object().deepCopy();
            withStatus.set("status", found);
            ((ObjectNode) withStatus.get("metadata")).remove("resourceVersion");
            objects.update(kind, namespace, written.key().name(), withStatus, OPTIONS.on("status"));
        }
    }

    /** An owner that was not read in is no owner: the garbage collector would take its dependents. */
    private static void owners(ObjectNode object, Map<String, String> uids) {
        if (!(object.path("metadata").path("ownerReferences") instanceof ArrayNode owners)) {
            return;
        }
        List<JsonNode> known = owners.valueStream().filter(owner -> uids.containsKey(owner.path("uid").asString(""))).toList();
        known.forEach(owner -> ((ObjectNode) owner).put("uid", uids.get(owner.path("uid").asString(""))));
        Optional.of(known).filter(List::isEmpty).ifPresentOrElse(_ -> ((ObjectNode) object.get("metadata")).remove("ownerReferences"),
                () -> ((ObjectNode) object.get("metadata")).putArray("ownerReferences").addAll(known));
    }
}
