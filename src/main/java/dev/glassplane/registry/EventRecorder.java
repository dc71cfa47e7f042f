package dev.glassplane.registry;

import tools.jackson.databind.node.ObjectNode;

/** Writes Event objects, as client-go's recorder does. */
public interface EventRecorder {

    /** Type of an event that tells of normal life. */
    String NORMAL = "Normal";
    /** Type of an event that somebody should look at. */
    String WARNING = "Warning";

    /**
     * Records an event about an object. The same event again (object, type, reason, message, component) raises the count of the first one,
     * but writes nothing within ten minutes of it, so that level-triggered loops may repeat themselves.
     *
     * @param kind      of the object
     * @param regarding the object; its namespace, name and uid are read
     * @param component who tells, for example {@code kubelet}
     * @param host      node name, may be empty
     * @param type      {@link #NORMAL} or {@link #WARNING}
     * @param reason    for example {@code FailedCreatePodSandBox}
     * @param message   text
     */
    void record(Kind kind, ObjectNode regarding, String component, String host, String type, String reason, String message);
}
