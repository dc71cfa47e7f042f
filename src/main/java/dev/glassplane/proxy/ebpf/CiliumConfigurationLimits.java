package dev.glassplane.proxy.ebpf;

import dev.glassplane.proxy.InvalidConfigurationException;
import java.util.List;
import java.util.Map;

/**
 * Keys of {@code cilium-config} that would change what becomes of a packet and are not modelled: only the values that change nothing are
 * accepted. Values that the agent itself refuses beside a kube-proxy replacement are refused with the agent's reason.
 */
final class CiliumConfigurationLimits {

    /** Features that are off in the modelled profile; switched on they would change a packet's way. */
    private static final List<String> OFF = List.of("enable-ip-masq-agent", "enable-ipv6-masquerade", "enable-remote-node-masquerade",
            "enable-wireguard", "enable-ipsec", "enable-nat46x64-gateway", "enable-srv6", "enable-sctp",
            "enable-xdp-prefilter", "enable-vtep", "install-no-conntrack-iptables-rules");

    /** Features that are off whatever their key says while another switch is off. */
    private static final Map<String, String> NEEDS = Map.of("enable-ipv6-masquerade", "enable-ipv6");

    /** Features that come with the kube-proxy replacement; older releases could switch them off. */
    private static final List<String> ON = List.of("enable-node-port", "enable-external-ips", "enable-host-port", "enable-session-affinity",
            "enable-svc-source-range-check", "enable-no-service-endpoints-routable");

    /** Words of which only some change nothing. The first is what an absent key means. */
    private static final Map<String, List<String>> WORDS = Map.of(
            "routing-mode", List.of("native"),
            "datapath-mode", List.of("veth"),
            "bpf-lb-dsr-dispatch", List.of("opt"),
            "cni-chaining-mode", List.of("aws-cni", ""),
            "enable-policy", List.of("default", "never"),
            "loadbalancer-l7", List.of(""),
            "bpf-lb-rss-ipv4-src-cidr", List.of(""),
            "ipam", List.of("cluster-pool", "cluster-pool-v2beta", "kubernetes", "delegated-plugin", "multi-pool", "crd"),
            "devices", List.of("", "eth0"),
            "direct-routing-device", List.of("", "eth0"));

    private CiliumConfigurationLimits() {}

    /** @throws InvalidConfigurationException for the first key, by name, that is not modelled */
    static void check(Map<String, String> data) {
        String tunnel = data.getOrDefault("routing-mode", "native").equals("tunnel") ? data.getOrDefault("tunnel-protocol", "vxlan") : "";
        String mode = data.getOrDefault("bpf-lb-mode", "snat");
        if (!tunnel.isEmpty() && !mode.equals("snat") && !data.getOrDefault("bpf-lb-dsr-dispatch", "opt").equals("geneve")) {
            throw CiliumConfigurationReader.invalid("bpf-lb-mode", "expected \"snat\" with routing-mode tunnel, unless bpf-lb-dsr-dispatch is geneve",
                    mode);
        }
        if (data.getOrDefault("bpf-lb-dsr-dispatch", "opt").equals("geneve") && !data.getOrDefault("tunnel-protocol", "vxlan").equals("geneve")) {
            throw CiliumConfigurationReader.invalid("bpf-lb-dsr-dispatch", "expected \"opt\" unless tunnel-protocol is geneve", "geneve");
        }
        for (String key : data.keySet().stream().sorted().toList()) {
            if (OFF.contains(key) && bool(data, key, false) && (!NEEDS.containsKey(key) || bool(data, NEEDS.get(key), true))) {
                throw notModelled(key, "\"false\"", data.get(key));
            }
            if (ON.contains(key) && !bool(data, key, true)) {
                throw notModelled(key, "\"true\"", data.get(key));
            }
            List<String> words = WORDS.get(key);
            if (words != null && !words.contains(data.get(key))) {
                throw notModelled(key, words.size() == 1 ? "\"" + words.getFirst() + "\"" : "one of " + String.join(", ", words.stream()
                        .filter(word -> !word.isBlank()).toList()), data.get(key));
            }
        }
    }

    /** Reads a switch as Go does. */
    static boolean bool(Map<String, String> data, String key, boolean unset) {
        String text = data.getOrDefault(key, "");
        return switch (text) {
            case "" -> unset;
            case "true", "True", "TRUE", "t", "T", "1" -> true;
            case "false", "False", "FALSE", "f", "F", "0" -> false;
            default -> throw CiliumConfigurationReader.invalid(key, "expected \"true\" or \"false\"", text);
        };
    }

    static InvalidConfigurationException notModelled(String key, String expected, String found) {
        return new InvalidConfigurationException(key + ": expected " + expected + ", found \"" + found
                + "\", which is not modelled (limit: cilium-settings)");
    }
}
