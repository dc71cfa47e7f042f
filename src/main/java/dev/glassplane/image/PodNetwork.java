package dev.glassplane.image;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Which network gives pods their addresses and wires them: the values of {@code glassplane.cni} and of {@code spec.cni} of the Cluster object. */
public enum PodNetwork {
    /** Pods have addresses of the nodes' subnets, on the nodes' network interfaces. */
    VPC("vpc", "the AWS VPC CNI"),
    /** Pods have addresses of their node's podCIDR; packets between nodes are encapsulated, or routed where the nodes can. */
    VXLAN("vxlan", "Flannel"),
    /** Pods have addresses of pools; nodes tell each other the routes. */
    BGP("bgp", "Calico");

    private final String word;
    private final String called;

    PodNetwork(String word, String called) {
        this.word = word;
        this.called = called;
    }

    /** @return as users write it */
    public String word() {
        return word;
    }

    /** @return the product, for sentences */
    public String called() {
        return called;
    }

    /** @return whether nodes get a podCIDR of their own from kube-controller-manager */
    public boolean nodesHavePodCidrs() {
        return this != VPC;
    }

    /**
     * @param source what the word stands in, for the message: a flag or a field
     * @throws IllegalArgumentException naming the allowed words
     */
    public static PodNetwork read(String word, String source) {
        return Arrays.stream(values()).filter(network -> network.word.equals(word)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                source + ": expected one of " + Arrays.stream(values()).map(PodNetwork::word).collect(Collectors.joining(", ")) + ", found \"" + word + "\""));
    }
}
