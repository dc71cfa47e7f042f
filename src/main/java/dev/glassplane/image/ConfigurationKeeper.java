package dev.glassplane.image;

import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Notes in the Cluster object which configuration agents go on with, and tells of one that cannot be used by events. */
@Component
public final class ConfigurationKeeper {

    /** Reason of the events. */
    public static final String REASON = "FailedToLoadConfig";

    private final Objects objects;
    private final Kinds kinds;
    private final EventRecorder events;

    /**
     * @param objects writes the Cluster object
     * @param kinds   names kinds
     * @param events  records events
     */
    public ConfigurationKeeper(Objects objects, Kinds kinds, EventRecorder events) {
        this.objects = objects;
        this.kinds = kinds;
        this.events = events;
    }

    /** @return whether the delta may change what follows from these objects or what the Cluster object remembers of them */
    public static boolean concerns(ClusterDelta delta, ObjectKey... read) {
        if (delta.full() || delta.touched().contains(LastGoodConfiguration.CLUSTER)) {
            return true;
        }
        for (ObjectKey key : read) {
            if (delta.touched().contains(key)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Remembers the configuration in its section of the Cluster's status; if the ConfigMap cannot be used, an event on it says why.
     *
     * @param component the agent, by its real name
     * @param further   members that are written beside it
     */
    public void keep(LastGoodConfiguration configuration, String section, String component, ObjectKey configMap, ClusterImage image, ObjectNode further) {
        configuration.remember(objects, kinds, section, image.object(configMap), further);
        configuration.problem().ifPresent(problem -> warn(image, configMap, component, "", "The last good configuration stays in force: " + problem));
    }

    /** As {@link #keep(LastGoodConfiguration, String, String, ObjectKey, ClusterImage, ObjectNode)} with nothing beside it. */
    public void keep(LastGoodConfiguration configuration, String section, String component, ObjectKey configMap, ClusterImage image) {
        keep(configuration, section, component, configMap, image, JsonNodeFactory.instance.objectNode());
    }

    /**
     * Tells of something that cannot be used, on the object that asks for it, if it is there.
     *
     * @param host the node that tells, empty for none
     */
    public void warn(ClusterImage image, ObjectKey object, String component, String host, String message) {
        image.object(object).ifPresent(stored ->
                events.record(kinds.named(object.resource()), stored.object(), component, host, EventRecorder.WARNING, REASON, message));
    }
}
