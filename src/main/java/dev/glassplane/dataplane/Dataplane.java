package dev.glassplane.dataplane;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.store.Revision;
import java.util.Map;

/**
 * All nodes' tables for one image. A trace reads exactly one.
 *
 * @param revision of the image
 * @param image    the image
 * @param nodes    by node name
 */
public record Dataplane(Revision revision, ClusterImage image, Map<String, NodeState> nodes) {}
