package dev.glassplane.net;

/**
 * Who put a rule, route or link where it is, and for which object. Every matched rule of a trace names it.
 *
 * @param component the agent, by its real name: {@code kube-proxy}, {@code aws-node}, {@code kernel}
 * @param kind      kind of the causing object, empty if the component always does this
 * @param namespace namespace of the object, empty if cluster-scoped or none
 * @param name      name of the object, with the port for a Service port ({@code web:http})
 * @param reason    the field or feature that asked for it, for example {@code externalTrafficPolicy: Cluster}
 */
public record Origin(String component, String kind, String namespace, String name, String reason) implements Comparable<Origin> {

    /** @return an origin for what a component does regardless of objects */
    public static Origin of(String component, String reason) {
        return new Origin(component, "", "", "", reason);
    }

    /** @return the same object, another reason */
    public Origin because(String other) {
        return new Origin(component, kind, namespace, name, other);
    }

    /** @return {@code Service shop/web:http}, {@code Node n1}, or empty */
    public String object() {
        if (kind.isEmpty()) {
            return "";
        }
        return kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }

    @Override
    public int compareTo(Origin other) {
        int c = component.compareTo(other.component);
        c = c != 0 ? c : kind.compareTo(other.kind);
        c = c != 0 ? c : namespace.compareTo(other.namespace);
        c = c != 0 ? c : name.compareTo(other.name);
        return c != 0 ? c : reason.compareTo(other.reason);
    }
}
