package dev.glassplane.proxy.ebpf;

import dev.glassplane.linux.bpf.Algorithm;
import dev.glassplane.linux.bpf.LoadBalancerMaps;
import dev.glassplane.linux.bpf.MaglevSeed;
import dev.glassplane.linux.bpf.MaglevTable;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.proxy.InvalidConfigurationException;
import dev.glassplane.proxy.ebpf.CiliumConfiguration.Acceleration;
import dev.glassplane.proxy.ebpf.CiliumConfiguration.MapSizes;
import dev.glassplane.proxy.ebpf.CiliumConfiguration.Maglev;
import dev.glassplane.proxy.ebpf.CiliumConfiguration.Mode;
import dev.glassplane.proxy.ebpf.CiliumConfiguration.PortRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the data of ConfigMap {@code kube-system/cilium-config} as strictly as the agent does at its start: a key that decides something here
 * and has a value that cannot be used refuses the whole. Keys that decide nothing here are left alone; {@link CiliumConfigurationLimits} refuses
 * those that would change the answer and are not modelled.
 */
final class CiliumConfigurationReader {

    private static final int MAP_MAX_MIN = 256;
    private static final int MAP_MAX = 16 * 1024 * 1024;

    private final Map<String, String> data;

    private CiliumConfigurationReader(Map<String, String> data) {
        this.data = data;
    }

    /**
     * @param data keys and values of the ConfigMap
     * @throws InvalidConfigurationException naming the key, what was expected and what was found
     */
    static CiliumConfiguration read(Map<String, String> data) {
        CiliumConfigurationLimits.check(data);
        return new CiliumConfigurationReader(data).read();
    }

    private CiliumConfiguration read() {
        expectTrue("kube-proxy-replacement");
        Mode mode = word("bpf-lb-mode", Mode.values(), Mode::word, Mode.SNAT);
        boolean modeAnnotation = bool("bpf-lb-mode-annotation", false);
        if (mode == Mode.HYBRID && modeAnnotation) {
            throw invalid("bpf-lb-mode-annotation", "expected \"false\" with bpf-lb-mode hybrid", "true");
        }
        return new CiliumConfiguration(families(), bool("bpf-lb-sock-hostns-only", false),
                word("bpf-lb-algorithm", new Algorithm[]{Algorithm.RANDOM, Algorithm.MAGLEV}, Algorithm::word, Algorithm.RANDOM), mode,
                word("bpf-lb-acceleration", Acceleration.values(), Acceleration::word, Acceleration.DISABLED), maglev(), sizes(),
                bool("bpf-lb-external-clusterip", false), bool("bpf-lb-source-range-all-types", false),
                bool("bpf-lb-algorithm-annotation", false), modeAnnotation,
                word("service-no-backend-response", List.of("reject", "drop"), "reject").equals("reject"),
                bool("enable-service-topology", false), nodePorts(), nodePortAddresses(),
                !bool("disable-external-ip-mitigation", false), bool("enable-host-legacy-routing", true),
                masqueradeOutside());
    }

    /** What is said is what a ConfigMap says; nothing said is what the agent's flag does. */
    private Set<Family> families() {
        Set<Family> families = EnumSet.noneOf(Family.class);
        if (bool("enable-ipv4", true)) {
            families.add(Family.IPV4);
        }
        if (bool("enable-ipv6", true)) {
            families.add(Family.IPV6);
        }
        if (families.isEmpty()) {
            throw invalid("enable-ipv4", "expected \"true\" unless enable-ipv6 is", "false");
        }
        return families;
    }

    private Maglev maglev() {
        int size = number("bpf-lb-maglev-table-size", MaglevTable.SIZE_DEFAULT, 1, Integer.MAX_VALUE);
        if (!MaglevTable.SIZES.contains(size)) {
            throw invalid("bpf-lb-maglev-table-size",
                    "expected one of " + MaglevTable.SIZES.stream().map(Object::toString).collect(Collectors.joining(", ")), Integer.toString(size));
        }
        String seed = data.get("bpf-lb-maglev-hash-seed");
        try {
            return new Maglev(size, seed == null ? MaglevSeed.DEFAULT : MaglevSeed.parse(seed));
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationException("bpf-lb-maglev-hash-seed: " + e.getMessage());
        }
    }

    private MapSizes sizes() {
        int all = size("bpf-lb-map-max", LoadBalancerMaps.ENTRIES_DEFAULT);
        return new MapSizes(override("bpf-lb-service-map-max", all), override("bpf-lb-service-backend-map-max", all),
                override("bpf-lb-rev-nat-map-max", all), override("bpf-lb-affinity-map-max", all),
                override("bpf-lb-source-range-map-max", all), override("bpf-lb-maglev-map-max", all));
    }

    private int size(String key, int unset) {
        return number(key, unset, MAP_MAX_MIN, MAP_MAX);
    }

    /** 0 means: as bpf-lb-map-max. */
    private int override(String key, int all) {
        return data.getOrDefault(key, "0").equals("0") ? all : size(key, all);
    }

    private PortRange nodePorts() {
        String text = data.getOrDefault("node-port-range", "30000,32767");
        String[] parts = text.split("[, ]+");
        Optional<PortRange> range = parts.length == 2 ? port(parts[0]).flatMap(from -> port(parts[1]).filter(to -> to > from)
                .map(to -> new PortRange(from, to))) : Optional.empty();
        return range.orElseThrow(() -> invalid("node-port-range", "expected two ports, the lower one first, such as \"30000,32767\"", text));
    }

    private static Optional<Integer> port(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535 && Integer.parseInt(text) > 0
                ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    private List<Cidr> nodePortAddresses() {
        List<Cidr> cidrs = new ArrayList<>();
        for (String word : data.getOrDefault("nodeport-addresses", "").split("[, ]+")) {
            if (!word.isEmpty()) {
                cidrs.add(Optional.of(word).filter(text -> text.contains("/")).flatMap(Cidr::tryParse)
                        .orElseThrow(() -> invalid("nodeport-addresses", "expected CIDRs such as 10.0.0.0/16", word)));
            }
        }
        return cidrs;
    }

    /** The VPC CNI translates what leaves the VPC, so that nothing said means no masquerading here. */
    private Optional<Cidr> masqueradeOutside() {
        if (!bool("enable-ipv4-masquerade", false) || !bool("enable-ipv4", true)) {
            return Optional.empty();
        }
        if (!bool("enable-bpf-masquerade", false)) {
            throw CiliumConfigurationLimits.notModelled("enable-ipv4-masquerade", "\"false\" unless enable-bpf-masquerade is \"true\"", "true");
        }
        if (bool("enable-ipv6", true)) {
            throw CiliumConfigurationLimits.notModelled("enable-bpf-masquerade", "\"false\" unless enable-ipv6 is \"false\"", "true");
        }
        String text = data.getOrDefault("ipv4-native-routing-cidr", "");
        return Optional.of(Optional.of(text).filter(word -> word.contains("/")).flatMap(Cidr::tryParse).filter(cidr -> cidr.family() == Family.IPV4)
                .orElseThrow(() -> invalid("ipv4-native-routing-cidr", "expected an IPv4 CIDR, since enable-ipv4-masquerade is \"true\" and routing-mode is "
                        + "native", text)));
    }

    private void expectTrue(String key) {
        if (!bool(key, true)) {
            throw invalid(key, "expected \"true\" where nodes run mode ebpf", data.get(key));
        }
    }

    private boolean bool(String key, boolean unset) {
        return CiliumConfigurationLimits.bool(data, key, unset);
    }

    private int number(String key, int unset, int from, int to) {
        String text = data.get(key);
        if (text == null) {
            return unset;
        }
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < from || Integer.parseInt(text) > to) {
            throw invalid(key, "expected a number from " + from + " to " + to, text);
        }
        return Integer.parseInt(text);
    }

    private <T> T word(String key, T[] values, Function<T, String> toWord, T unset) {
        String word = word(key, Arrays.stream(values).map(toWord).toList(), toWord.apply(unset));
        return Arrays.stream(values).filter(value -> toWord.apply(value).equals(word)).findFirst().orElseThrow();
    }

    private String word(String key, List<String> words, String unset) {
        String text = data.getOrDefault(key, unset);
        if (!words.contains(text)) {
            throw invalid(key, "expected one of " + String.join(", ", words), text);
        }
        return text;
    }

    static InvalidConfigurationException invalid(String key, String expected, String found) {
        return new InvalidConfigurationException(key + ": " + expected + ", found \"" + found + "\"");
    }
}
