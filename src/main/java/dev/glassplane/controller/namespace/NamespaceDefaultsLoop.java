package dev.glassplane.controller.namespace;

import dev.glassplane.controller.loop.ObjectLoop;
import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives every namespace the ServiceAccount {@code default} and the ConfigMap {@code kube-root-ca.crt}. Its certificate is empty: the API is
 * served without TLS of its own.
 */
@Component
@Order(110)
public class NamespaceDefaultsLoop extends ObjectLoop {

    private static final ObjectKey ACCOUNT = new ObjectKey("serviceaccounts", "", "default");
    private static final ObjectKey CERTIFICATE = new ObjectKey("configmaps", "", "kube-root-ca.crt");
    private static final String CERTIFICATE_FIELD = "ca.crt";
    private final Writer writer;

    /** Made once. */
    public NamespaceDefaultsLoop(Objects objects, Kinds kinds) {
        this.writer = new Writer(objects, kinds, "kube-controller-manager");
    }

    @Override
    public String name() {
        return "namespace-defaults";
    }

    @Override
    protected SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> namespaces = new TreeSet<>(touched("namespaces", delta, image));
        delta.touched().stream().filter(key -> is(key, ACCOUNT) || is(key, CERTIFICATE))
                .forEach(key -> namespaces.add(new ObjectKey("namespaces", "", key.namespace())));
        return namespaces;
    }

    private static boolean is(ObjectKey key, ObjectKey wanted) {
        return key.resource().equals(wanted.resource()) && key.name().equals(wanted.name());
    }

    @Override
    protected Optional<Instant> treat(ObjectKey key, ClusterImage image, Instant now) {
        Stored namespace = image.object(key).orElse(null);
        if (namespace == null || Meta.terminating(namespace.object())) {
            return Optional.empty();
        }
        ensure(ACCOUNT, key.name(), image);
        ensure(CERTIFICATE, key.name(), image);
        return Optional.empty();
    }

    private void ensure(ObjectKey what, String namespace, ClusterImage image) {
        if (image.object(new ObjectKey(what.resource(), namespace, what.name())).isPresent()) {
            return;
        }
        ObjectNode object = Meta.blank(writer.kind(what.resource()), namespace);
        Meta.of(object).put("name", what.name());
        if (what.equals(CERTIFICATE)) {
            Fields.child(Meta.of(object), "annotations").put("kubernetes.io/description",
                    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal "
                            + "service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.");
            object.putObject("data").put(CERTIFICATE_FIELD, "");
        }
        writer.create(what.resource(), object);
    }
}
