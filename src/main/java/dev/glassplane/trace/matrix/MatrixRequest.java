package dev.glassplane.trace.matrix;

import java.util.List;
import java.util.Set;

/**
 * A question about many pods.
 *
 * @param namespaces whose pods ask and are asked; empty: all
 * @param ports      that are asked for; empty: every port that a pod's containers declare
 */
public record MatrixRequest(Set<String> namespaces, List<PortWish> ports) {

    public MatrixRequest {
        namespaces = Set.copyOf(namespaces);
        ports = List.copyOf(ports);
    }
}
