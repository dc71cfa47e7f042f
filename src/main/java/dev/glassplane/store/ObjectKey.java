package dev.glassplane.store;

/**
 * Where an object lives. Ordered by resource, namespace, name.
 *
 * @param resource  plural, with the group if there is one: {@code pods}, {@code deployments.apps}
 * @param namespace empty for cluster-scoped objects
 * @param name      object name
 */
public record ObjectKey(String resource, String namespace, String name) implements Comparable<ObjectKey> {

    @Override
    public int compareTo(ObjectKey other) {
        int c = resource.compareTo(other.resource);
        c = c != 0 ? c : namespace.compareTo(other.namespace);
        return c != 0 ? c : name.compareTo(other.name);
    }

    /** @return {@code NAMESPACE/NAME}, or the name alone */
    public String qualifiedName() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    @Override
    public String toString() {
        return resource + "/" + qualifiedName();
    }
}
