package dev.glassplane.registry.kinds;

import dev.glassplane.registry.Kind;
import dev.glassplane.registry.kinds.ServedKind.Support;
import dev.glassplane.registry.schema.DefinitionSchema;
import dev.glassplane.registry.schema.ModelSchema;
import io.fabric8.kubernetes.api.model.ComponentStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authorization.v1.LocalSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The table of built-in kinds; names, short names and categories as a real server's discovery gives them. */
final class BuiltInKinds {

    private static final Set<String> STATUS = Set.of("status");
    private static final Set<String> STATUS_AND_SCALE = Set.of("status", "scale");
    private static final List<String> ALL = List.of("all");
    private static final List<String> NONE = List.of();

    private BuiltInKinds() {}

    static List<ServedKind> all() {
        return Stream.concat(acted().stream(), StoredKinds.all().stream()).toList();
    }

    private static List<ServedKind> acted() {
        return List.of(
                cluster("Namespace", List.of("ns"), Namespace.class, Set.of("status", "finalize"), new NamespaceStrategy()),
                cluster("Node", List.of("no"), Node.class, STATUS, new NodeStrategy()),
                core("Pod", List.of("po"), ALL, Pod.class, Set.of("status", "binding", "eviction"), new PodStrategy()),
                core("Service", List.of("svc"), ALL, Service.class, STATUS, new ServiceStrategy()),
                core("Endpoints", List.of("ep"), NONE, Endpoints.class, Set.of(), new EndpointsStrategy()),
                core("Event", List.of("ev"), NONE, Event.class, Set.of(), new EventStrategy()),
                core("ConfigMap", List.of("cm"), NONE, ConfigMap.class, Set.of(), new ConfigMapStrategy()),
                core("Secret", NONE, NONE, Secret.class, Set.of(), new SecretStrategy()),
                core("ServiceAccount", List.of("sa"), NONE, ServiceAccount.class, Set.of("token"), new PlainStrategy(false)),
                apps("Deployment", "deploy", Deployment.class, STATUS_AND_SCALE, new DeploymentStrategy()),
                apps("ReplicaSet", "rs", ReplicaSet.class, STATUS_AND_SCALE, new ReplicaSetStrategy()),
                apps("DaemonSet", "ds", DaemonSet.class, STATUS, new DaemonSetStrategy()),
                apps("StatefulSet", "sts", StatefulSet.class, STATUS_AND_SCALE, new StatefulSetStrategy()),
                full(kind("discovery.k8s.io", "EndpointSlice", NONE, NONE, true), EndpointSlice.class, Set.of(), new EndpointSliceStrategy()),
                full(kind("coordination.k8s.io", "Lease", NONE, NONE, true), Lease.class, Set.of(), new LeaseStrategy()),
                full(kind("networking.k8s.io", "NetworkPolicy", List.of("netpol"), NONE, true), NetworkPolicy.class, Set.of(), new NetworkPolicyStrategy()),
                full(kind("networking.k8s.io", "Ingress", List.of("ing"), NONE, true), Ingress.class, STATUS, new IngressStrategy()),
                full(kind("networking.k8s.io", "IngressClass", NONE, NONE, false), IngressClass.class, Set.of(), new IngressClassStrategy()),
                full(kind("rbac.authorization.k8s.io", "Role", NONE, NONE, true), Role.class, Set.of(), new RoleStrategy()),
                full(kind("rbac.authorization.k8s.io", "RoleBinding", NONE, NONE, true), RoleBinding.class, Set.of(), new RoleStrategy()),
                full(kind("rbac.authorization.k8s.io", "ClusterRole", NONE, NONE, false), ClusterRole.class, Set.of(), new RoleStrategy()),
                full(kind("rbac.authorization.k8s.io", "ClusterRoleBinding", NONE, NONE, false), ClusterRoleBinding.class, Set.of(),
                        new RoleStrategy()),
                answering(kind("authorization.k8s.io", "SelfSubjectAccessReview", NONE, NONE, false), SelfSubjectAccessReview.class),
                answering(kind("authorization.k8s.io", "SelfSubjectRulesReview", NONE, NONE, false), SelfSubjectRulesReview.class),
                answering(kind("authorization.k8s.io", "SubjectAccessReview", NONE, NONE, false), SubjectAccessReview.class),
                answering(kind("authorization.k8s.io", "LocalSubjectAccessReview", NONE, NONE, true), LocalSubjectAccessReview.class),
                answering(kind("authentication.k8s.io", "TokenReview", NONE, NONE, false), TokenReview.class),
                answering(kind("authentication.k8s.io", "SelfSubjectReview", NONE, NONE, false), SelfSubjectReview.class),
                definition(kind("apiextensions.k8s.io", "CustomResourceDefinition", List.of("crd", "crds"), List.of("api-extensions"), false)),
                full(kind("events.k8s.io", "Event", List.of("ev"), NONE, true), io.fabric8.kubernetes.api.model.events.v1.Event.class, Set.of(),
                        new EventStrategy()),
                full(kind("policy", "PodDisruptionBudget", List.of("pdb"), NONE, true), PodDisruptionBudget.class, STATUS,
                        new DisruptionBudgetStrategy()),
                full(kind("scheduling.k8s.io", "PriorityClass", List.of("pc"), NONE, false), PriorityClass.class, Set.of(),
                        new PriorityClassStrategy()),
                full(kind("networking.k8s.io", "ServiceCIDR", NONE, NONE, false), ServiceCIDR.class, STATUS, new ServiceCidrStrategy()),
                full(kind("networking.k8s.io", "IPAddress", List.of("ip"), NONE, false), IPAddress.class, Set.of(), new IpAddressStrategy()),
                empty(kind("", "ComponentStatus", List.of("cs"), NONE, false), ComponentStatus.class));
    }

    private static ServedKind core(String name, List<String> shortNames, List<String> categories, Class<?> model, Set<String> subresources,
                                   Strategy strategy) {
        return full(kind("", name, shortNames, categories, true), model, subresources, strategy);
    }

    private static ServedKind cluster(String name, List<String> shortNames, Class<?> model, Set<String> subresources, Strategy strategy) {
        return full(kind("", name, shortNames, NONE, false), model, subresources, strategy);
    }

    private static ServedKind apps(String name, String shortName, Class<?> model, Set<String> subresources, Strategy strategy) {
        return full(kind("apps", name, List.of(shortName), ALL, true), model, subresources, strategy);
    }

    private static ServedKind full(Kind kind, Class<?> model, Set<String> subresources, Strategy strategy) {
        return new ServedKind(kind, Support.FULL, subresources, List.of(), new ModelSchema(kind, model), strategy);
    }

    /** @return whether kinds of an API group are built in */
    static boolean serves(String group) {
        return all().stream().anyMatch(each -> each.kind().group().equals(group));
    }

    /** The kind of definitions: what is in spec its strategy reads. */
    private static ServedKind definition(Kind kind) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode fields = schema.putObject("properties");
        List.of("spec", "status").forEach(part -> fields.putObject(part).put("type", "object").put("x-kubernetes-preserve-unknown-fields", true));
        schema.putArray("required").add("spec");
        return new ServedKind(kind, Support.FULL, STATUS, List.of(), new DefinitionSchema(kind, schema),
                new CustomResourceDefinitionStrategy());
    }

    private static ServedKind answering(Kind kind, Class<?> model) {
        return new ServedKind(kind, Support.ANSWERING, Set.of(), List.of(), new ModelSchema(kind, model), new PlainStrategy(false));
    }

    private static ServedKind empty(Kind kind, Class<?> model) {
        return new ServedKind(kind, Support.EMPTY, Set.of(), List.of(), new ModelSchema(kind, model), new PlainStrategy(false));
    }

    private static Kind kind(String group, String name, List<String> shortNames, List<String> categories, boolean namespaced) {
        return kind(group, "v1", name, shortNames, categories, namespaced);
    }

    /** A kind whose plural follows from its name. */
    static Kind kind(String group, String version, String name, List<String> shortNames, List<String> categories, boolean namespaced) {
        String singular = name.toLowerCase(Locale.ROOT);
        boolean hissing = singular.endsWith("ss") || singular.endsWith("us");
        String plural = hissing ? singular + "es" : singular.endsWith("s") ? singular
                : singular.endsWith("y") ? singular.substring(0, singular.length() - 1) + "ies" : singular + "s";
        return new Kind(group, version, name, plural, singular, shortNames, categories, namespaced);
    }
}
