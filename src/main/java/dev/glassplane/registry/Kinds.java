package dev.glassplane.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * All kinds that are served. Built-in kinds take their schema from typed models; others are CustomResourceDefinition files under
 * {@code kinds/} on the class path.
 */
public interface Kinds {

    /** @return every kind, preferred version first within a group */
    List<Kind> all();

    /** @return the kind served at {@code /apis/group/version/plural} */
    Optional<Kind> byResource(String group, String version, String plural);

    /** @return the kind of an object with these fields */
    Optional<Kind> byKind(String apiVersion, String kind);

    /**
     * @param resource {@code pods} or {@code deployments.apps}
     * @throws IllegalArgumentException if there is none: for kinds that the program itself needs
     */
    Kind named(String resource);

    /** @return verbs as discovery lists them; {@code create} alone for an {@link AnsweringKind} */
    List<String> verbs(Kind kind);

    /** @return subresources besides the object itself: {@code status}, {@code scale}, {@code binding}, {@code eviction} */
    Set<String> subresources(Kind kind);

    /** @return columns that a definition file declares, empty for built-in kinds */
    List<PrinterColumn> printerColumns(Kind kind);

    /** @return where objects of the kind keep what the subresource {@code scale} shows */
    default ScalePaths scalePaths(Kind kind) {
        return ScalePaths.USUAL;
    }

    /** @return fields besides name and namespace that a definition lets its objects be selected by, as {@code spec.colour} */
    default List<String> selectableFields(Kind kind) {
        return List.of();
    }

    /** @return name of the kind's schema in {@link #schemas}, for example {@code io.k8s.api.core.v1.Pod} */
    String schemaName(Kind kind);

    /**
     * @return OpenAPI v3 schemas of the group version and all that they refer to ({@code #/components/schemas/NAME}), by upstream's names,
     *         with {@code x-kubernetes-group-version-kind} on kinds and the patch and list-map extensions on lists
     */
    Map<String, ObjectNode> schemas(String group, String version);

    /** @return a number that grows whenever the kinds change, for caches of what was made of them */
    default long generation() {
        return 0;
    }
}
