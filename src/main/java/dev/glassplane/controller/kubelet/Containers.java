package dev.glassplane.controller.kubelet;

import dev.glassplane.controller.object.Digests;
import dev.glassplane.controller.object.Fields;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Container statuses as kubelet reports them. No image runs; ids follow from the pod's uid and the container's name. */
final class Containers {

    private Containers() {}

    /** Where all containers of a pod are. */
    enum Stage {
        CREATING, RUNNING, SUCCEEDED, FAILED
    }

    /** Whether these statuses were written here, or wait for the first start; others come from a recorded cluster. */
    static boolean own(JsonNode pod) {
        String uid = Fields.text(pod.path("metadata"), "uid");
        return Fields.each(pod.path("status"), "containerStatuses").allMatch(status -> {
            String id = Fields.text(status, "containerID");
            String reason = Fields.text(status.path("state").path("waiting"), "reason");
            return id.isEmpty() ? reason.equals("ContainerCreating") || reason.equals("PodInitializing")
                    : id.equals(id(uid, Fields.text(status, "name")));
        });
    }

    private static String id(String uid, String container) {
        return "containerd://" + Digests.sha256(uid + "/" + container);
    }

    /** Sets {@code containerStatuses} and {@code initContainerStatuses}; times of equal states stay. */
    static void put(ObjectNode pod, Stage stage, boolean ready, Instant now) {
        ObjectNode status = Fields.child(pod, "status");
        JsonNode spec = pod.path("spec");
        boolean init = !spec.path("initContainers").isEmpty();
        put(status, "containerStatuses", containers(spec, "containers"), pod, stage, ready, init ? "PodInitializing" : "ContainerCreating",
                now);
        if (init) {
            List<JsonNode> plain = Fields.each(spec, "initContainers").toList();
            ArrayNode old = status.path("initContainerStatuses") instanceof ArrayNode array ? array : null;
            ArrayNode statuses = status.arrayNode();
            for (JsonNode container : plain) {
                boolean sidecar = Fields.text(container, "restartPolicy").equals("Always");
                Stage own = stage == Stage.CREATING || sidecar ? stage : Stage.SUCCEEDED;
                statuses.add(entry(container, find(old, container), pod, own, sidecar ? ready : own == Stage.SUCCEEDED, "PodInitializing", now));
            }
            status.set("initContainerStatuses", statuses);
        }
    }

    private static void put(ObjectNode status, String field, Stream<JsonNode> containers, ObjectNode pod, Stage stage, boolean ready,
                            String waiting, Instant now) {
        ArrayNode old = status.path(field) instanceof ArrayNode array ? array : null;
        ArrayNode statuses = status.arrayNode();
        containers.forEach(container -> statuses.add(entry(container, find(old, container), pod, stage, ready, waiting, now)));
        status.set(field, statuses);
    }

    /** kubelet reports containers by name. */
    private static Stream<JsonNode> containers(JsonNode spec, String field) {
        return Fields.each(spec, field).sorted(Comparator.comparing(container -> Fields.text(container, "name")));
    }

    private static Optional<JsonNode> find(ArrayNode statuses, JsonNode container) {
        return statuses == null ? Optional.empty()
                : statuses.valueStream().filter(entry -> Fields.text(entry, "name").equals(Fields.text(container, "name"))).findFirst();
    }

    private static ObjectNode entry(JsonNode container, Optional<JsonNode> old, ObjectNode pod, Stage stage, boolean ready,
                                    String waiting, Instant now) {
        String name = Fields.text(container, "name");
        String image = Fields.text(container, "image");
        ObjectNode entry = Fields.object().put("name", name).put("ready", ready && stage != Stage.CREATING)
                .put("started", stage == Stage.RUNNING).put("restartCount", 0)
                .put("image", stage == Stage.CREATING ? image : fullName(image))
                .put("imageID", stage == Stage.CREATING ? "" : imageId(image));
        entry.putObject("lastState");
        ObjectNode state = entry.putObject("state");
        if (stage == Stage.CREATING) {
            state.putObject("waiting").put("reason", waiting);
            return entry;
        }
        String id = id(Fields.text(pod.path("metadata"), "uid"), name);
        entry.put("containerID", id);
        JsonNode before = old.map(status -> status.path("state")).orElse(Fields.object());
        String since = Stream.of("running", "terminated").map(word -> Fields.text(before.path(word), "startedAt"))
                .filter(text -> !text.isEmpty()).findFirst().orElse(Fields.time(now));
        if (stage == Stage.RUNNING) {
            state.putObject("running").put("startedAt", since);
        } else {
            String until = Fields.text(before.path("terminated"), "finishedAt");
            boolean good = stage == Stage.SUCCEEDED;
            state.putObject("terminated").put("containerID", id).put("exitCode", good ? 0 : 1)
                    .put("finishedAt", until.isEmpty() ? Fields.time(now) : until).put("reason", good ? "Completed" : "Error")
                    .put("startedAt", since);
        }
        return entry;
    }

    /** {@code nginx} is {@code docker.io/library/nginx:latest} to containerd. */
    static String fullName(String image) {
        String name = image;
        int slash = name.indexOf('/');
        String host = slash < 0 ? "" : name.substring(0, slash);
        if (slash < 0) {
            name = "docker.io/library/" + name;
        } else if (!host.contains(".") && !host.contains(":") && !host.equals("localhost")) {
            name = "docker.io/" + name;
        }
        boolean tagged = name.substring(name.lastIndexOf('/')).contains(":") || name.contains("@");
        return tagged ? name : name + ":latest";
    }

    private static String imageId(String image) {
        String name = fullName(image);
        int digest = name.indexOf('@');
        if (digest > 0) {
            return name;
        }
        return name.substring(0, name.lastIndexOf(':')) + "@sha256:" + Digests.sha256(name);
    }
}
