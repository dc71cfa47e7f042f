package dev.glassplane.dataplane;

import dev.glassplane.dataplane.Contribution.PodNamespace;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.store.ObjectKey;
import java.util.Map;

/**
 * Everything programmed on one node.
 *
 * @param node node name
 * @param host the node's own network stack
 * @param pods network namespaces of its pods
 */
public record NodeState(String node, HostState host, Map<ObjectKey, PodNamespace> pods) {}
