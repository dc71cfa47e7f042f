package dev.glassplane.kernel;

import dev.glassplane.linux.HostText;
import dev.glassplane.linux.SampleNode;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Protocol;

/** {@link SampleNode} with its pods, a second node, a client outside and the router between them. Pods answer on TCP 8080 and UDP 53. */
final class SampleTopology {

    private SampleTopology() {}

    static Topology of(HostText nodeA) {
        HostState node = nodeA.build();
        HostState second = HostText.named("node-b").device("eth0", "10.0.2.10/24").device("eni21")
                .route("default via 10.0.2.1 dev eth0").route("10.0.2.21 dev eni21").sysctl("net.ipv4.ip_forward", "1").build();
        HostState router = HostText.named("vpc").device("vpc0", "10.0.1.1/24").device("vpc1", "10.0.1.1/32").device("vpc2", "10.0.2.1/24")
                .device("vpc3", "203.0.113.1/24")
                .route("10.0.1.11 via 10.0.1.10 dev vpc0").route("10.0.1.12 via 10.0.1.10 dev vpc0")
                .route("10.0.1.50 dev vpc1").route("10.0.1.77 via 10.0.1.50 dev vpc1 onlink").route("10.0.2.21 via 10.0.2.10 dev vpc2")
                .sysctl("net.ipv4.ip_forward", "1").build();
        HostState outside = HostText.named("outside").device("eth0", "203.0.113.9/24").route("default via 203.0.113.1 dev eth0").build();
        Topology topology = new Topology().host(node).host(second).host(router).host(outside)
                .host(pod("pod-11", "10.0.1.11", node, "eni11")).host(pod("pod-12", "10.0.1.12", node, "eni12"))
                .host(pod("pod-77", "10.0.1.77", node, "eni77")).host(pod("pod-21", "10.0.2.21", second, "eni21"))
                .wire("node-a/eth0", "vpc/vpc0").wire("node-a/eth1", "vpc/vpc1").wire("node-b/eth0", "vpc/vpc2").wire("outside/eth0", "vpc/vpc3")
                .wire("node-a/eni11", "pod-11/eth0").wire("node-a/eni12", "pod-12/eth0").wire("node-a/eni77", "pod-77/eth0")
                .wire("node-b/eni21", "pod-21/eth0")
                .listen("outside", Protocol.TCP, 443);
        for (String pod : new String[] {"pod-11", "pod-12", "pod-77", "pod-21"}) {
            topology.listen(pod, Protocol.TCP, 8080).listen(pod, Protocol.UDP, 53);
        }
        return topology;
    }

    private static HostState pod(String name, String ip, HostState node, String device) {
        return HostText.named(name).device("eth0", ip + "/32").route("169.254.1.1 dev eth0").route("default via 169.254.1.1 dev eth0")
                .neighbor("169.254.1.1", "eth0", node.routing().link(device).orElseThrow().mac()).build();
    }
}
