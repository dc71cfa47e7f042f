package dev.glassplane.loadbalancer.model;

import dev.glassplane.store.ObjectKey;
import java.util.List;

/** Where packets meet a load balancer. */
public sealed interface Front {

    /**
     * Network interfaces in a VPC.
     *
     * @param vpc   id of the VPC
     * @param nodes one in each subnet, in the order of their zones
     */
    record Nodes(String vpc, List<LbNode> nodes) implements Front {

        public Nodes {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * Pods. A packet that is delivered to one of them on the {@link Listener#boundPort} of a listener is the proxy's.
     *
     * @param service the Service in front of them: the address of {@code gateway/NS/NAME} and {@code ingress/NS/NAME} is its address
     * @param pods    keys of the pods, {@code pods/NS/NAME}
     */
    record Pods(ObjectKey service, List<ObjectKey> pods) implements Front {

        public Pods {
            pods = List.copyOf(pods);
        }
    }
}
