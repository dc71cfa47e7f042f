package dev.glassplane.trace.device;

import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.VpcFabric.Attachment;
import java.util.Optional;

/** Where a packet is and how it came there. */
public sealed interface Place {

    /** In a pod's network namespace on a node: arrived by an interface, or made by a process of the pod. */
    record InPod(ObjectKey pod, String node, Optional<String> iface) implements Place {}

    /** On a node: arrived by an interface, or made by a process of the node. */
    record OnNode(String node, Optional<String> iface) implements Place {}

    /** In the VPC: from the network interface of a node, or from the internet gateway. */
    record InVpc(Optional<Attachment> from) implements Place {}

    /** On the internet: made by the client or server there, or arrived. */
    record Outside(boolean sending) implements Place {}
}
