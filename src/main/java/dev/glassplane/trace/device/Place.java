package dev.glassplane.trace.device;

import dev.glassplane.loadbalancer.LoadBalancers;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.VpcFabric.Attachment;
import java.util.Optional;

/** Where a packet is and how it came there. */
public sealed interface Place {

    /** In a pod's network namespace on a node: arrived by an interface, or made by a process of the pod. */
    record InPod(ObjectKey pod, String node, Optional<String> iface) implements Place {}

    /**
     * On a node: arrived by an interface, or made by a process of the node.
     *
     * @param addressee whom the frame is for, if a pod sent it: the next hop of the pod's route
     */
    record OnNode(String node, Optional<String> iface, Optional<Ip> addressee) implements Place {
        /** Of the node's own, or for it. */
        public OnNode(String node, Optional<String> iface) {
            this(node, iface, Optional.empty());
        }
    }

    /**
     * In the VPC: from the network interface of a node, or from the internet gateway.
     *
     * @param nextHop whom the frame of the interface is for: the router of its subnet, or another interface there
     */
    record InVpc(Optional<Attachment> from, Optional<Ip> nextHop) implements Place {
        /** For the router of the subnet, or from outside. */
        public InVpc(Optional<Attachment> from) {
            this(from, Optional.empty());
        }
    }

    /** At a node of a load balancer: arrived by its network interface, or made by it. */
    record AtBalancer(LoadBalancers.At at, Attachment attachment) implements Place {}

    /** On the internet: made by the client or server there, or arrived. */
    record Outside(boolean sending) implements Place {}
}
