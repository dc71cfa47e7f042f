package dev.glassplane.loadbalancer.alb;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.LabelSelector;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Which Ingresses are the controller's, and the groups they are in ({@code pkg/ingress/group_loader.go, class_loader.go}).
 *
 * @param groups   members of each, by the group's name, unsorted
 * @param strays   why an Ingress is in none: what follows {@code failed load groupID due to}
 */
record IngressGroups(Map<GroupId, List<AlbIngress>> groups, Map<AlbIngress, String> strays) {

    static final String INGRESSES = "ingresses.networking.k8s.io";
    static final String CLASSES = "ingressclasses.networking.k8s.io";
    static final String PARAMS = "ingressclassparams.elbv2.k8s.aws";
    static final String CONTROLLER = "ingress.k8s.aws/alb";
    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
    private static final String INVALID_CLASS = "invalid ingress class: ";
    private static final Pattern GROUP_NAME = Pattern.compile("([a-z0-9][-a-z0-9.]*)?[a-z0-9]");
    private static final int GROUP_NAME_MAX = 63;

    /** @return whether the class of an Ingress is wrong, so that its group stays as it is */
    boolean keeps(AlbIngress ingress) {
        return strays.entrySet().stream().anyMatch(stray -> stray.getKey().key().equals(ingress.key()) && stray.getValue().startsWith(INVALID_CLASS));
    }

    /** @return groups with a member whose class is wrong: nothing is changed of them */
    Set<GroupId> kept() {
        Set<GroupId> kept = new LinkedHashSet<>();
        strays.forEach((ingress, why) -> {
            if (why.startsWith(INVALID_CLASS)) {
                ingress.finalizers().forEach(finalizer -> GroupId.ofFinalizer(finalizer, ingress).ifPresent(kept::add));
            }
        });
        return kept;
    }

    static IngressGroups of(ClusterImage image) {
        Map<GroupId, List<AlbIngress>> groups = new LinkedHashMap<>();
        Map<AlbIngress, String> strays = new LinkedHashMap<>();
        for (Stored stored : image.all(INGRESSES).values()) {
            try {
                claim(stored, image).filter(ingress -> !ingress.deleted()).ifPresent(ingress ->
                        groups.computeIfAbsent(group(ingress), _ -> new ArrayList<>()).add(ingress));
            } catch (BuildFailure e) {
                strays.put(new AlbIngress(stored.key(), stored.object()), e.getMessage());
            }
        }
        return new IngressGroups(groups, strays);
    }

    /** @return the Ingress, if the class that it names is the controller's; the annotation goes before the field */
    private static Optional<AlbIngress> claim(Stored stored, ClusterImage image) {
        JsonNode annotation = stored.object().path("metadata").path("annotations").path(CLASS_ANNOTATION);
        if (annotation.isString()) {
            return annotation.stringValue().equals("alb") ? Optional.of(new AlbIngress(stored.key(), stored.object())) : Optional.empty();
        }
        String className = stored.object().path("spec").path("ingressClassName").stringValue("");
        if (className.isEmpty()) {
            return Optional.empty();
        }
        Optional<Stored> found = image.object(new ObjectKey(CLASSES, "", className));
        if (found.isEmpty()) {
            throw invalidClass("IngressClass.networking.k8s.io \"" + className + "\" not found");
        }
        JsonNode spec = found.get().object().path("spec");
        if (!spec.path("controller").stringValue("").equals(CONTROLLER)) {
            return Optional.empty();
        }
        JsonNode params = spec.path("parameters").isObject() ? params(className, spec.path("parameters"), stored.key().namespace(), image) : MissingNode.getInstance();
        return Optional.of(new AlbIngress(stored.key(), stored.object(), params));
    }

    private static JsonNode params(String className, JsonNode reference, String namespace, ClusterImage image) {
        if (!reference.path("apiGroup").stringValue("").equals("elbv2.k8s.aws") || !reference.path("kind").stringValue("").equals("IngressClassParams")) {
            throw invalidClass("IngressClass " + className + " references unknown parameters");
        }
        String name = reference.path("name").stringValue("");
        Optional<Stored> found = image.object(new ObjectKey(PARAMS, "", name));
        if (found.isEmpty()) {
            throw invalidClass("IngressClassParams.elbv2.k8s.aws \"" + name + "\" not found");
        }
        JsonNode spec = found.get().object().path("spec");
        boolean fits = image.object(new ObjectKey("namespaces", "", namespace))
                .filter(stored -> LabelSelector.read(spec.path("namespaceSelector")).matchesObject(stored.object())).isPresent();
        if (spec.path("namespaceSelector").isObject() && !fits) {
            throw invalidClass("namespaceSelector of IngressClassParams " + name + " mismatch");
        }
        return spec;
    }

    private static BuildFailure invalidClass(String why) {
        return new BuildFailure(INVALID_CLASS + why);
    }

    private static GroupId group(AlbIngress ingress) {
        Optional<String> name = ingress.params().path("group").isObject() ? Optional.of(ingress.params().path("group").path("name").stringValue(""))
                : ingress.annotations().text("group.name");
        name.ifPresent(IngressGroups::check);
        return name.map(each -> new GroupId("", each)).orElseGet(() -> new GroupId(ingress.key().namespace(), ingress.key().name()));
    }

    private static void check(String name) {
        if (!GROUP_NAME.matcher(name).matches()) {
            throw new BuildFailure("invalid ingress group: groupName must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an "
                    + "alphanumeric character");
        }
        if (name.length() > GROUP_NAME_MAX) {
            throw new BuildFailure("invalid ingress group: groupName must be no more than " + GROUP_NAME_MAX + " characters");
        }
    }
}
