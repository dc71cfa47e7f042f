package dev.glassplane.controller;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.DeleteOptions.Propagation;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.Patch;
import dev.glassplane.registry.PrinterColumn;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.store.Event;
import dev.glassplane.store.Listing;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The write path in memory, without schemas: names, uids, generations, subresources, finalizers, grace and binding as the API has them. */
final class TestApi implements Objects, Kinds, EventRecorder {

    private final List<Consumer<ObjectKey>> listeners = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private ClusterImage image = ClusterImage.EMPTY;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long revision;
    private int names;

    void listen(Consumer<ObjectKey> listener) {
        listeners.add(listener);
    }

    ClusterImage image() {
        return image;
    }

    Instant now() {
        return now;
    }

    void now(Instant time) {
        now = time;
    }

    long revision() {
        return revision;
    }

    /** Events as {@code KIND/NAME REASON: MESSAGE}, each once. */
    List<String> events() {
        return events;
    }

    @Override
    public Stored create(Kind kind, String namespace, ObjectNode object, WriteOptions options) {
        if (options.subresource().equals("binding")) {
            return modify(kind, namespace, name(object), "binding", pod -> {
                ((ObjectNode) pod.path("spec")).put("nodeName", object.path("target").path("name").asString());
                return pod;
            }).orElseThrow();
        }
        ObjectNode copy = object.deepCopy();
        ObjectNode metadata = (ObjectNode) copy.path("metadata");
        if (!metadata.has("name")) {
            metadata.put("name", metadata.path("generateName").asString() + suffix(names++));
        }
        ObjectKey key = key(kind, namespace, name(copy));
        if (image.object(key).isPresent()) {
            throw new ApiException(409, "AlreadyExists", key + " already exists", null);
        }
        metadata.put("uid", "uid-" + (revision + 1)).put("creationTimestamp", now.toString()).put("generation", 1);
        if (!kind.name().equals("Node")) {
            copy.remove("status");
        }
        if (kind.name().equals("Pod")) {
            copy.putObject("status").put("phase", "Pending");
        } else if (kind.name().equals("Namespace")) {
            copy.putObject("spec").putArray("finalizers").add("kubernetes");
            copy.putObject("status").put("phase", "Active");
        }
        return write(key, copy);
    }

    private static String suffix(int number) {
        StringBuilder suffix = new StringBuilder();
        for (int i = 0, rest = number; i < 5; i++, rest /= 20) {
            suffix.insert(0, "bcdfghjklmnpqrstvwxz".charAt(rest % 20));
        }
        return suffix.toString();
    }

    private static String name(JsonNode object) {
        return object.path("metadata").path("name").asString("");
    }

    private Stored write(ObjectKey key, ObjectNode object) {
        Optional<Stored> before = image.object(key);
        revision++;
        ((ObjectNode) object.path("metadata")).put("resourceVersion", Long.toString(revision));
        Stored stored = new Stored(key, new Revision(revision), object);
        publish(new Event(before.isPresent() ? Event.Type.MODIFIED : Event.Type.ADDED, stored.revision(), stored, before));
        return stored;
    }

    private void publish(Event event) {
        image = ClusterImages.apply(image, List.of(event));
        listeners.forEach(listener -> listener.accept(event.current().key()));
    }

    @Override
    public Stored update(Kind kind, String namespace, String name, ObjectNode object, WriteOptions options) {
        return modify(kind, namespace, name, options.subresource(), before -> object.deepCopy()).orElseThrow();
    }

    @Override
    public Optional<Stored> modify(Kind kind, String namespace, String name, String subresource, UnaryOperator<ObjectNode> change) {
        Stored before = image.object(key(kind, namespace, name)).orElse(null);
        if (before == null) {
            return Optional.empty();
        }
        ObjectNode after = change.apply(before.object().deepCopy());
        if (after == null) {
            return Optional.of(before);
        }
        keep(after, before.object(), subresource.equals("status") ? "spec" : "status");
        if (!after.path("spec").equals(before.object().path("spec"))) {
            ((ObjectNode) after.path("metadata")).put("generation", before.object().path("metadata").path("generation").asInt() + 1);
        }
        if (after.equals(before.object())) {
            return Optional.of(before);
        }
        boolean terminating = after.path("metadata").has("deletionTimestamp");
        boolean held = !after.path("metadata").path("finalizers").isEmpty() || !after.path("spec").path("finalizers").isEmpty()
                || after.path("metadata").path("deletionGracePeriodSeconds").asInt(0) > 0;
        return Optional.of(terminating && !held ? remove(before) : write(before.key(), after));
    }

    private static void keep(ObjectNode after, ObjectNode before, String field) {
        if (before.has(field)) {
            after.set(field, before.get(field).deepCopy());
        } else {
            after.remove(field);
        }
    }

    private Stored remove(Stored stored) {
        revision++;
        Stored gone = new Stored(stored.key(), new Revision(revision), stored.object());
        publish(new Event(Event.Type.DELETED, gone.revision(), gone, Optional.of(stored)));
        return gone;
    }

    @Override
    public Deletion delete(Kind kind, String namespace, String name, DeleteOptions options) {
        Stored before = image.object(key(kind, namespace, name))
                .orElseThrow(() -> new ApiException(404, "NotFound", name + " not found", null));
        if (options.uid().filter(uid -> !uid.equals(before.object().path("metadata").path("uid").asString())).isPresent()) {
            throw new ApiException(409, "Conflict", "uid", null);
        }
        ObjectNode after = before.object().deepCopy();
        ObjectNode metadata = (ObjectNode) after.path("metadata");
        options.propagation().filter(how -> how != Propagation.BACKGROUND).ifPresent(how -> {
            ArrayNode finalizers = metadata.path("finalizers") instanceof ArrayNode there ? there : metadata.putArray("finalizers");
            finalizers.add(how == Propagation.ORPHAN ? "orphan" : "foregroundDeletion");
        });
        boolean bound = kind.name().equals("Pod") && !after.path("spec").path("nodeName").asString("").isEmpty();
        long grace = bound ? options.gracePeriodSeconds().orElse(after.path("spec").path("terminationGracePeriodSeconds").asLong(30)) : 0;
        boolean held = grace > 0 || !metadata.path("finalizers").isEmpty() || !after.path("spec").path("finalizers").isEmpty();
        if (!held) {
            return new Deletion(remove(before), true);
        }
        if (!metadata.has("deletionTimestamp") || grace < metadata.path("deletionGracePeriodSeconds").asLong(0)) {
            metadata.put("deletionTimestamp", now.plusSeconds(grace).toString()).put("deletionGracePeriodSeconds", (int) grace);
            return new Deletion(write(before.key(), after), false);
        }
        return new Deletion(before, false);
    }

    @Override
    public Stored patch(Kind kind, String namespace, String name, Patch patch, WriteOptions options) {
        throw new UnsupportedOperationException("patch");
    }

    @Override
    public Optional<Stored> get(Kind kind, String namespace, String name) {
        return image.object(key(kind, namespace, name));
    }

    @Override
    public Listing list(Kind kind) {
        return new Listing(image.revision(), List.copyOf(image.all(kind.resource()).values()));
    }

    @Override
    public void record(Kind kind, ObjectNode regarding, String component, String host, String type, String reason, String message) {
        String text = kind.name() + "/" + name(regarding) + " " + reason + ": " + message;
        if (!events.contains(text)) {
            events.add(text);
        }
    }

    @Override
    public Kind named(String resource) {
        return switch (resource) {
            case "pods" -> kind("", "Pod", true);
            case "nodes" -> kind("", "Node", false);
            case "services" -> kind("", "Service", true);
            case "endpoints" -> kind("", "Endpoints", true);
            case "namespaces" -> kind("", "Namespace", false);
            case "configmaps" -> kind("", "ConfigMap", true);
            case "serviceaccounts" -> kind("", "ServiceAccount", true);
            case "leases.coordination.k8s.io" -> kind("coordination.k8s.io", "Lease", true);
            case "endpointslices.discovery.k8s.io" -> kind("discovery.k8s.io", "EndpointSlice", true);
            case "deployments.apps" -> kind("apps", "Deployment", true);
            case "replicasets.apps" -> kind("apps", "ReplicaSet", true);
            case "statefulsets.apps" -> kind("apps", "StatefulSet", true);
            case "daemonsets.apps" -> kind("apps", "DaemonSet", true);
            case "subnets.ec2.services.k8s.aws" -> kind("ec2.services.k8s.aws", "Subnet", false);
            default -> throw new IllegalArgumentException(resource);
        };
    }

    private static Kind kind(String group, String name, boolean namespaced) {
        String singular = name.toLowerCase(Locale.ROOT);
        return new Kind(group, "v1", name, singular.endsWith("s") ? singular : singular + "s", singular, List.of(), List.of(), namespaced);
    }

    @Override
    public Optional<Kind> byKind(String apiVersion, String kind) {
        String group = apiVersion.contains("/") ? "." + apiVersion.substring(0, apiVersion.indexOf('/')) : "";
        String lower = kind.toLowerCase(Locale.ROOT);
        return Optional.of(named((lower.endsWith("s") ? lower : lower + "s") + group));
    }

    @Override
    public List<Kind> all() {
        return List.of();
    }

    @Override
    public Optional<Kind> byResource(String group, String version, String plural) {
        return Optional.empty();
    }

    @Override
    public List<String> verbs(Kind kind) {
        return List.of();
    }

    @Override
    public Set<String> subresources(Kind kind) {
        return Set.of();
    }

    @Override
    public List<PrinterColumn> printerColumns(Kind kind) {
        return List.of();
    }

    @Override
    public String schemaName(Kind kind) {
        return kind.name();
    }

    @Override
    public Map<String, ObjectNode> schemas(String group, String version) {
        return Map.of();
    }
}
