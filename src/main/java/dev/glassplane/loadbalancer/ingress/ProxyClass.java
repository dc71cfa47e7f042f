package dev.glassplane.loadbalancer.ingress;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.loadbalancer.proxy.ProxyNames;
import dev.glassplane.net.Origin;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An IngressClass of the in-cluster controller, with its Ingresses.
 *
 * @param name      of the class
 * @param object    the IngressClass
 * @param ingresses older ones first, then by key: the order in which they win
 */
record ProxyClass(String name, ObjectNode object, List<Ingress> ingresses) {

    static final String CONTROLLER = "glassplane.dev/ingress";
    static final String COMPONENT = "glassplane-ingress";
    static final String INGRESSES = "ingresses.networking.k8s.io";
    static final String CLASSES = "ingressclasses.networking.k8s.io";
    /** Where proxies run. */
    static final String NAMESPACE = "kube-system";
    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
    private static final Comparator<Ingress> OLDEST_FIRST = Comparator.comparing((Ingress ingress) ->
            ingress.object().path("metadata").path("creationTimestamp").stringValue("")).thenComparing(Ingress::key);

    ProxyClass {
        ingresses = List.copyOf(ingresses);
    }

    /** An Ingress of the class. */
    record Ingress(ObjectKey key, ObjectNode object) {

        JsonNode spec() {
            return object.path("spec");
        }

        Origin origin(String reason) {
            return new Origin(COMPONENT, "Ingress", key.namespace(), key.name(), reason);
        }
    }

    /** @return classes of the controller, by name */
    static List<ProxyClass> all(ClusterImage image) {
        return image.all(CLASSES).values().stream().filter(stored -> stored.object().path("spec").path("controller").stringValue("").equals(CONTROLLER)
                        && !stored.object().path("metadata").has("deletionTimestamp"))
                .map(stored -> new ProxyClass(stored.key().name(), stored.object(), ingressesOf(stored.key().name(), image))).toList();
    }

    private static List<Ingress> ingressesOf(String name, ClusterImage image) {
        return image.all(INGRESSES).values().stream().filter(stored -> className(stored).filter(name::equals).isPresent()
                && !stored.object().path("metadata").has("deletionTimestamp")).map(stored -> new Ingress(stored.key(), stored.object())).sorted(OLDEST_FIRST).toList();
    }

    private static Optional<String> className(Stored ingress) {
        JsonNode annotation = ingress.object().path("metadata").path("annotations").path(CLASS_ANNOTATION);
        return (annotation.isString() ? annotation : ingress.object().path("spec").path("ingressClassName")).stringValueOpt();
    }

    /** @return the Service before its proxy */
    ObjectKey service() {
        return new ObjectKey("services", NAMESPACE, ProxyNames.of(name, "ingress"));
    }

    /** @return whether some Ingress has TLS */
    boolean tls() {
        return ingresses.stream().anyMatch(ingress -> !ingress.spec().path("tls").isEmpty());
    }

    Origin origin() {
        return new Origin(COMPONENT, "IngressClass", "", name, "spec.controller");
    }
}
