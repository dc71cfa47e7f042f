package dev.glassplane.bootstrap.manifest;

import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Writes a cluster's objects as manifests that a real cluster takes: without what controllers and the server have added. */
@Component
class Exporter {

    private static final YAMLMapper YAML = YAMLMapper.builder().disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES).enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS).build();
    /** Kinds that live from the moment, or that a real cluster makes by itself. */
    private static final Set<String> LEFT_OUT = Set.of("events", "leases.coordination.k8s.io", "nodes", "endpoints",
            "cninodes.vpcresources.k8s.aws", "ipaddresses.networking.k8s.io", "servicecidrs.networking.k8s.io");
    private static final Set<String> SYSTEM_NAMESPACES = Set.of("kube-system", "kube-public", "kube-node-lease");
    private static final List<String> FIRST = List.of("namespaces", "customresourcedefinitions.apiextensions.k8s.io", "serviceaccounts",
            "clusterroles.rbac.authorization.k8s.io", "roles.rbac.authorization.k8s.io", "configmaps", "secrets", "services");

    private final Kinds kinds;
    private final Objects objects;

    Exporter(Kinds kinds, Objects objects) {
        this.kinds = kinds;
        this.objects = objects;
    }

    /**
     * @param all also what only this server knows, system namespaces and nodes, with status: to be imported here again
     * @return YAML, one document an object
     */
    String export(boolean all) {
        Set<String> seen = new HashSet<>();
        List<Kind> served = new ArrayList<>(kinds.all().stream().filter(kind -> kinds.verbs(kind).contains("list"))
                .filter(kind -> seen.add(objects.key(kind, "", "").resource())) // the same objects in several versions or groups
                .filter(kind -> all || !LEFT_OUT.contains(kind.resource()) && isElsewhere(kind)).toList());
        served.sort(Comparator.comparingInt(Exporter::rank));
        StringBuilder out = new StringBuilder();
        for (Kind kind : served) {
            objects.list(kind).objects().stream().sorted(Comparator.comparing(stored -> stored.key().toString()))
                    .filter(stored -> all || isUsers(kind, stored))
                    .forEach(stored -> out.append(out.isEmpty() ? "" : "---\n").append(YAML.writeValueAsString(
                            all ? stored.object() : portable(kind, stored.object()))));
        }
        return out.toString();
    }

    private static int rank(Kind kind) {
        int rank = FIRST.indexOf(kind.resource());
        return rank < 0 ? FIRST.size() : rank;
    }

    private static boolean isElsewhere(Kind kind) {
        return !kind.group().equals("glassplane.dev") && !kind.group().endsWith("services.k8s.aws");
    }

    private static boolean isUsers(Kind kind, Stored stored) {
        String namespace = kind.resource().equals("namespaces") ? stored.key().name() : stored.key().namespace();
        String name = stored.key().name();
        boolean made = switch (kind.resource()) {
            case "namespaces" -> name.equals("default");
            case "configmaps" -> name.equals("kube-root-ca.crt");
            case "serviceaccounts" -> name.equals("default");
            case "services", "endpointslices.discovery.k8s.io" -> namespace.equals("default") && name.startsWith("kubernetes");
            default -> false;
        };
        return !made && !SYSTEM_NAMESPACES.contains(namespace) && !ClusterFields.isDerived(stored.object());
    }

    private static ObjectNode portable(Kind kind, ObjectNode object) {
        ObjectNode out = ClusterFields.withoutIdentity(object);
        out.remove("status");
        if (out.get("metadata") instanceof ObjectNode metadata && metadata.get("annotations") instanceof ObjectNode annotations) {
            annotations.remove(List.of("deployment.kubernetes.io/revision", "endpoints.kubernetes.io/last-change-trigger-time"));
            if (annotations.isEmpty()) {
                metadata.remove("annotations");
            }
        }
        if (!(out.get("spec") instanceof ObjectNode spec)) {
            return out;
        }
        switch (kind.resource()) {
            case "namespaces" -> out.remove("spec");
            case "services" -> service(object, spec);
            case "pods" -> {
                if (!ClusterFields.isWanted(object, "f:nodeName")) {
                    spec.remove("nodeName");
                }
            }
            default -> { }
        }
        return out;
    }

    /** Addresses and ports that were given out here may be taken elsewhere; those that somebody asked for stay. */
    private static void service(ObjectNode object, ObjectNode spec) {
        boolean headless = spec.path("clusterIP").asString("").equals("None");
        if (!headless && !ClusterFields.isWanted(object, "f:clusterIP") && !ClusterFields.isWanted(object, "f:clusterIPs")) {
            spec.remove(List.of("clusterIP", "clusterIPs"));
        }
        if (!ClusterFields.isWanted(object, "f:nodePort")) {
            spec.path("ports").forEach(port -> ((ObjectNode) port).remove("nodePort"));
        }
        if (!ClusterFields.isWanted(object, "f:healthCheckNodePort")) {
            spec.remove("healthCheckNodePort");
        }
    }
}
