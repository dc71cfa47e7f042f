package dev.glassplane.proxy;

import dev.glassplane.net.Protocol;

/**
 * Identity of a Service port. kube-proxy keeps ports apart by name and protocol ({@code kubernetes: pkg/proxy/types.go}).
 *
 * @param namespace of the Service
 * @param service   name of the Service
 * @param port      name of the port, may be empty
 * @param protocol  transport
 */
public record ServicePortName(String namespace, String service, String port, Protocol protocol) {

    /** @return {@code shop/web:http}, or {@code shop/web} for a port without a name */
    @Override
    public String toString() {
        return namespace + "/" + service + (port.isEmpty() ? "" : ":" + port);
    }
}
