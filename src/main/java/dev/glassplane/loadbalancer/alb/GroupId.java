package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.aws.StackId;
import java.util.Optional;

/**
 * Which Ingresses share a load balancer.
 *
 * @param namespace of the Ingress that is alone in an implicit group; empty for an explicit one
 * @param name      of that Ingress, or of the group
 */
record GroupId(String namespace, String name) {

    private static final String IMPLICIT = "ingress.k8s.aws/resources";
    private static final String EXPLICIT = "group.ingress.k8s.aws/";

    boolean explicit() {
        return namespace.isEmpty();
    }

    /** @return the finalizer that keeps an Ingress until its load balancer is gone */
    String finalizer() {
        return explicit() ? EXPLICIT + name : IMPLICIT;
    }

    StackId stack() {
        return new StackId(StackId.Source.INGRESS, toString());
    }

    /** @return the group whose finalizer an Ingress has, empty if it is somebody else's */
    static Optional<GroupId> ofFinalizer(String finalizer, AlbIngress ingress) {
        return finalizer.equals(IMPLICIT) ? Optional.of(new GroupId(ingress.key().namespace(), ingress.key().name()))
                : finalizer.startsWith(EXPLICIT) ? Optional.of(new GroupId("", finalizer.substring(EXPLICIT.length()))) : Optional.empty();
    }

    /** @return as the controller hashes and tags it */
    @Override
    public String toString() {
        return explicit() ? name : namespace + "/" + name;
    }
}
