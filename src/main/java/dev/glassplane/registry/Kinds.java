package dev.glassplane.registry;

import java.util.List;
import java.util.Optional;

/** All kinds that are served. */
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
}
