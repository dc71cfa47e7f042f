package dev.glassplane.loadbalancer.aws;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a TargetGroupBinding of the controller says, beside its target group.
 *
 * @param namespace    of the Service, and so of the binding
 * @param service      name of the Service
 * @param port         of the Service
 * @param ipv6         whether targets are IPv6 addresses
 * @param networking   who may reach the targets; empty: nobody changes their security groups
 * @param nodeLabels   labels that nodes must have to be targets; none: any
 * @param multiCluster whether other clusters register targets too
 */
public record BindingSpec(String namespace, String service, int port, boolean ipv6, Optional<Networking> networking, Map<String, String> nodeLabels,
                          boolean multiCluster) {

    public BindingSpec {
        nodeLabels = Map.copyOf(nodeLabels);
    }

    /** @param ingress rules, all of which add up */
    public record Networking(List<Ingress> ingress) {

        public Networking {
            ingress = List.copyOf(ingress);
        }
    }

    /**
     * @param from  who
     * @param ports to which ports of the targets
     */
    public record Ingress(List<Permission.Peer> from, List<Port> ports) {

        public Ingress {
            from = List.copyOf(from);
            ports = List.copyOf(ports);
        }
    }

    /**
     * @param protocol {@code TCP} or {@code UDP}
     * @param port     number, or name of a container's port; empty for all
     */
    public record Port(String protocol, String port) {}
}
