package dev.glassplane.proxy;

import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.PodNetwork;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** How a node realises Services: the values of {@code mode} in a KubeProxyConfiguration and of the Node annotation. */
public enum ProxyMode {
    /** Chains of kube-proxy in iptables' tables. */
    IPTABLES("iptables"),
    /** The kernel's virtual servers, with ipsets and a few iptables rules around them. */
    IPVS("ipvs"),
    /** kube-proxy's own nft tables. */
    NFTABLES("nftables"),
    /** A kube-proxy replacement in Cilium's manner: BPF maps and programs. The word is ours. */
    EBPF("ebpf");

    private final String word;

    ProxyMode(String word) {
        this.word = word;
    }

    /** @return as users write it */
    public String word() {
        return word;
    }

    /** @throws InvalidConfigurationException if the mode does not run over the pod network */
    void checkRunsOver(ClusterNetwork network) {
        if (this == EBPF && network.ipv6()) {
            throw new InvalidConfigurationException("mode: expected one of iptables, ipvs, nftables, found \"ebpf\": Cilium in IPv6 clusters is not modelled "
                    + "(limit: ipv6-clusters)");
        }
        if (this == EBPF && !network.is(PodNetwork.VPC)) {
            throw new InvalidConfigurationException("mode: expected one of iptables, ipvs, nftables, found \"ebpf\": "
                    + network.lacks("a Cilium that is chained behind the CNI plugin is", PodNetwork.VPC));
        }
    }

    /** @return modes that can be asked for, in the order of their declaration */
    public static Set<ProxyMode> modelled() {
        return EnumSet.allOf(ProxyMode.class);
    }

    /** @return the words that can be asked for, for messages */
    static String words() {
        return Arrays.stream(values()).map(ProxyMode::word).collect(Collectors.joining(", "));
    }

    /**
     * @param word   what the user wrote; empty means iptables
     * @param source what the word stands in, for the message: a field or an annotation
     * @throws InvalidConfigurationException naming the allowed words
     */
    static ProxyMode read(String word, String source) {
        return word.isEmpty() ? IPTABLES : Arrays.stream(values()).filter(candidate -> candidate.word.equals(word)).findFirst().orElseThrow(() ->
                new InvalidConfigurationException(source + ": expected one of " + words() + ", found \"" + word + "\""));
    }
}
