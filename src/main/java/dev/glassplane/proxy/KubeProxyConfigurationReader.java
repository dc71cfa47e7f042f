package dev.glassplane.proxy;

import dev.glassplane.linux.ipvs.Scheduler;
import dev.glassplane.net.Cidr;
import dev.glassplane.proxy.KubeProxyConfiguration.DetectLocal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads the text of a KubeProxyConfiguration strictly, with the checks of {@code kubernetes: pkg/proxy/apis/config/validation}: a field that
 * is unknown, of another type or out of range refuses the whole text.
 */
public final class KubeProxyConfigurationReader {

    private static final String API_VERSION = "kubeproxy.config.k8s.io/v1alpha1";
    private static final String KIND = "KubeProxyConfiguration";
    /** Longest name of a Linux network device, in characters. */
    private static final int INTERFACE_NAME_MAX = 15;
    /** Configurations are small; a longer one is a mistake. */
    static final int TEXT_MAX = 65_536;

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private KubeProxyConfigurationReader() {}

    /**
     * @param text YAML or JSON
     * @throws InvalidConfigurationException if anything in it cannot be used
     */
    public static KubeProxyConfiguration read(String text) {
        JsonNode document = parse(text);
        KubeProxyConfigurationFields.check(document);
        expect(document, "apiVersion", API_VERSION);
        expect(document, "kind", KIND);
        ProxyMode proxyMode = ProxyMode.read(text(document, "mode"), "mode");
        if (!text(document, "hostnameOverride").isEmpty()) {
            throw invalid("hostnameOverride", "expected it to be empty, since one text configures every node", text(document, "hostnameOverride"));
        }
        checkRanges(document);
        GoDuration.checkSyncPeriods("iptables", document.path("iptables"));
        if (proxyMode == ProxyMode.IPVS) {
            GoDuration.checkSyncPeriods("ipvs", document.path("ipvs"));
        } else if (proxyMode == ProxyMode.NFTABLES) {
            GoDuration.checkSyncPeriods("nftables", document.path("nftables"));
        }
        DetectLocal mode = detectLocal(text(document, "detectLocalMode"));
        JsonNode iptables = document.path("iptables");
        return new KubeProxyConfiguration(proxyMode, mode, clusterCidrs(text(document, "clusterCIDR")), localInterface(mode, document),
                nodePortAddresses(document), iptables.path("masqueradeAll").booleanValue(false),
                iptables.path("masqueradeBit").intValue(KubeProxyConfiguration.EKS_DEFAULT.masqueradeBit()),
                iptables.path("localhostNodePorts").booleanValue(true), document.path("conntrack").path("tcpBeLiberal").booleanValue(false),
                nftables(document.path("nftables")), ipvs(document.path("ipvs")));
    }

    private static KubeProxyConfiguration.Nftables nftables(JsonNode section) {
        return new KubeProxyConfiguration.Nftables(section.path("masqueradeAll").booleanValue(false),
                section.path("masqueradeBit").intValue(KubeProxyConfiguration.EKS_DEFAULT.nftables().masqueradeBit()));
    }

    private static KubeProxyConfiguration.Ipvs ipvs(JsonNode section) {
        String scheduler = text(section, "scheduler");
        if (!scheduler.isEmpty() && Scheduler.find(scheduler).isEmpty()) {
            throw invalid("ipvs.scheduler", "expected one of " + Arrays.stream(Scheduler.values()).map(Scheduler::word).collect(Collectors.joining(", ")),
                    scheduler);
        }
        return new KubeProxyConfiguration.Ipvs(scheduler.isEmpty() ? KubeProxyConfiguration.Ipvs.DEFAULT.scheduler() : Scheduler.find(scheduler).orElseThrow(),
                section.path("strictARP").booleanValue(false), seconds(section, "tcpTimeout"), seconds(section, "tcpFinTimeout"),
                seconds(section, "udpTimeout"));
    }

    private static int seconds(JsonNode section, String field) {
        return (int) GoDuration.seconds(section.path(field).stringValue("0s"));
    }

    private static JsonNode parse(String text) {
        if (text.length() > TEXT_MAX) {
            throw new InvalidConfigurationException("the text has " + text.length() + " characters, expected at most " + TEXT_MAX);
        }
        try {
            JsonNode document = YAML.readTree(text);
            if (!document.isObject()) {
                throw new InvalidConfigurationException("expected a YAML map with apiVersion and kind, found " + document.getNodeType());
            }
            return document;
        } catch (JacksonException e) {
            throw new InvalidConfigurationException("not readable as YAML: " + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    private static void checkRanges(JsonNode document) {
        range(document.path("iptables").path("masqueradeBit"), "iptables.masqueradeBit", 0, 31);
        range(document.path("nftables").path("masqueradeBit"), "nftables.masqueradeBit", 0, 31);
        range(document.path("oomScoreAdj"), "oomScoreAdj", -1000, 1000);
        range(document.path("conntrack").path("maxPerCore"), "conntrack.maxPerCore", 0, Integer.MAX_VALUE);
        range(document.path("conntrack").path("min"), "conntrack.min", 0, Integer.MAX_VALUE);
    }

    private static void range(JsonNode value, String field, int from, int to) {
        if (value.isIntegralNumber() && (value.intValue() < from || value.intValue() > to)) {
            throw invalid(field, "expected " + from + " to " + to, value.asString());
        }
    }

    private static DetectLocal detectLocal(String word) {
        if (word.isEmpty()) {
            return DetectLocal.CLUSTER_CIDR;
        }
        return Arrays.stream(DetectLocal.values()).filter(mode -> mode.word().equals(word)).findFirst().orElseThrow(() ->
                invalid("detectLocalMode", "expected one of " + Arrays.stream(DetectLocal.values()).map(DetectLocal::word)
                        .collect(Collectors.joining(", ")), word));
    }

    private static List<Cidr> clusterCidrs(String text) {
        List<Cidr> cidrs = new ArrayList<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            Cidr cidr = cidr("clusterCIDR", part);
            if (cidrs.stream().anyMatch(other -> other.family() == cidr.family())) {
                throw invalid("clusterCIDR", "expected at most one CIDR of each family", text);
            }
            cidrs.add(cidr);
        }
        return cidrs;
    }

    private static Cidr cidr(String field, String text) {
        return Optional.of(text.strip()).filter(word -> word.contains("/")).flatMap(Cidr::tryParse)
                .orElseThrow(() -> invalid(field, "expected a CIDR such as 10.0.0.0/16", text));
    }

    private static String localInterface(DetectLocal mode, JsonNode document) {
        return switch (mode) {
            case CLUSTER_CIDR, NODE_CIDR -> "";
            case BRIDGE_INTERFACE -> interfaceName(document, "bridgeInterface");
            case INTERFACE_NAME_PREFIX -> interfaceName(document, "interfaceNamePrefix");
        };
    }

    private static String interfaceName(JsonNode document, String field) {
        String name = text(document.path("detectLocal"), field);
        if (name.isEmpty() || name.length() > INTERFACE_NAME_MAX) {
            throw invalid("detectLocal." + field, "expected 1 to " + INTERFACE_NAME_MAX + " characters", name);
        }
        return name;
    }

    private static NodePortAddresses nodePortAddresses(JsonNode document) {
        List<String> words = document.path("nodePortAddresses").valueStream().map(JsonNode::stringValue).toList();
        if (words.equals(List.of("primary"))) {
            return new NodePortAddresses(true, List.of());
        }
        List<Cidr> cidrs = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String field = "nodePortAddresses[" + i + "]";
            if (words.get(i).equals("primary")) {
                throw invalid(field, "expected \"primary\" to stand alone, or a CIDR", words.get(i));
            }
            cidrs.add(cidr(field, words.get(i)));
        }
        return new NodePortAddresses(false, cidrs);
    }

    private static void expect(JsonNode document, String field, String value) {
        if (!text(document, field).equals(value)) {
            throw invalid(field, "expected \"" + value + "\"", text(document, field));
        }
    }

    private static String text(JsonNode object, String field) {
        return object.path(field).stringValue("");
    }

    private static InvalidConfigurationException invalid(String field, String expected, String found) {
        return new InvalidConfigurationException(field + ": " + expected + ", found \"" + found + "\"");
    }
}
