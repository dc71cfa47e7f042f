package dev.glassplane.registry;

import java.util.List;

/**
 * A kind at one version, as discovery lists it.
 *
 * @param group      empty for the core group
 * @param version    for example {@code v1}
 * @param name       for example {@code Pod}
 * @param plural     for example {@code pods}
 * @param singular   for example {@code pod}
 * @param shortNames for kubectl
 * @param categories for kubectl, for example {@code all}
 * @param namespaced whether objects live in namespaces
 */
public record Kind(String group, String version, String name, String plural, String singular, List<String> shortNames,
                   List<String> categories, boolean namespaced) {

    public Kind {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
    }

    /** @return {@code v1} or {@code apps/v1} */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** @return {@code pods} or {@code deployments.apps}: the resource in object keys and messages */
    public String resource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
