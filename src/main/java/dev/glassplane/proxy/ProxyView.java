package dev.glassplane.proxy;

import java.util.List;

/**
 * What one unit of a service proxy's work reads of the image.
 *
 * @param <S> what all units read beside their Service
 */
public sealed interface ProxyView<S> {

    /** @return what all units read */
    S settings();

    /** What is there without any Service. */
    record Standing<S>(S settings) implements ProxyView<S> {}

    /** What is there without any Service and differs from node to node. */
    record Own<S>(S settings) implements ProxyView<S> {}

    /**
     * One Service.
     *
     * @param settings    what all units read
     * @param ports       ports of the Service, in each family that it has
     * @param readsOfNode what the rules read of a node
     */
    record Ports<S>(S settings, List<ServiceView> ports, ServiceReads readsOfNode) implements ProxyView<S> {
        public Ports {
            ports = List.copyOf(ports);
        }
    }
}
