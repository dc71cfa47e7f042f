package dev.glassplane.proxy;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** The fields of KubeProxyConfiguration v1alpha1 and their types ({@code kubernetes/kube-proxy: config/v1alpha1/types.go}). */
final class KubeProxyConfigurationFields {

    /** A field's type, with the check of a value and the words for it. */
    private enum Type {
        TEXT("a string"), FLAG("true or false"), INTEGER("an integer"), NUMBER("a number"), DURATION("a duration such as 30s or 1h0m0s"),
        TEXTS("a list of strings"), FLAGS("a map of names to true or false"), MAP("a map");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        boolean accepts(JsonNode value) {
            return switch (this) {
                case TEXT -> value.isString();
                case FLAG -> value.isBoolean();
                case INTEGER -> value.isIntegralNumber() && value.canConvertToInt();
                case NUMBER -> value.isNumber();
                case DURATION -> value.isString() && GoDuration.isOne(value.stringValue());
                case TEXTS -> value.isArray() && value.valueStream().allMatch(JsonNode::isString);
                case FLAGS -> value.isObject() && value.valueStream().allMatch(JsonNode::isBoolean);
                case MAP -> value.isObject();
            };
        }
    }

    /** By path; a name with a dot lies in a section. */
    private static final Map<String, Type> TYPES = new TreeMap<>();

    static {
        fields(Type.TEXT, "apiVersion", "kind", "hostnameOverride", "bindAddress", "healthzBindAddress", "metricsBindAddress", "mode",
                "detectLocalMode", "clusterCIDR", "portRange", "showHiddenMetricsForVersion", "clientConnection.kubeconfig",
                "clientConnection.acceptContentTypes", "clientConnection.contentType", "detectLocal.bridgeInterface",
                "detectLocal.interfaceNamePrefix", "ipvs.scheduler", "logging.format", "winkernel.networkName", "winkernel.sourceVip",
                "winkernel.rootHnsEndpointName");
        fields(Type.FLAG, "bindAddressHardFail", "enableProfiling", "windowsRunAsService", "iptables.masqueradeAll",
                "iptables.localhostNodePorts", "ipvs.strictARP", "nftables.masqueradeAll", "conntrack.tcpBeLiberal",
                "winkernel.enableDSR", "winkernel.forwardHealthCheckVip");
        fields(Type.INTEGER, "oomScoreAdj", "iptables.masqueradeBit", "nftables.masqueradeBit", "conntrack.maxPerCore", "conntrack.min",
                "clientConnection.burst", "logging.verbosity");
        fields(Type.NUMBER, "clientConnection.qps");
        fields(Type.DURATION, "configSyncPeriod", "iptables.syncPeriod", "iptables.minSyncPeriod", "ipvs.syncPeriod", "ipvs.minSyncPeriod",
                "ipvs.tcpTimeout", "ipvs.tcpFinTimeout", "ipvs.udpTimeout", "nftables.syncPeriod", "nftables.minSyncPeriod",
                "conntrack.tcpEstablishedTimeout", "conntrack.tcpCloseWaitTimeout", "conntrack.udpTimeout", "conntrack.udpStreamTimeout",
                "logging.flushFrequency");
        fields(Type.TEXTS, "nodePortAddresses", "ipvs.excludeCIDRs");
        fields(Type.FLAGS, "featureGates");
        fields(Type.MAP, "clientConnection", "detectLocal", "iptables", "ipvs", "nftables", "winkernel", "conntrack", "logging",
                "logging.options");
    }

    private KubeProxyConfigurationFields() {}

    private static void fields(Type type, String... paths) {
        for (String path : paths) {
            TYPES.put(path, type);
        }
    }

    /**
     * Checks every field of the document; null counts as absent.
     *
     * @throws InvalidConfigurationException naming the first field that is unknown or of another type
     */
    static void check(JsonNode document) {
        check("", document);
    }

    private static void check(String section, JsonNode object) {
        object.properties().forEach(entry -> {
            String path = section + entry.getKey();
            Type type = TYPES.get(path);
            if (type == null) {
                throw new InvalidConfigurationException(path + ": unknown field, expected one of " + siblings(section));
            }
            JsonNode value = entry.getValue();
            if (!value.isNull() && !type.accepts(value)) {
                throw new InvalidConfigurationException(path + ": expected " + type.words + ", found " + value);
            }
            if (type == Type.MAP && value.isObject() && !path.equals("logging.options")) {
                check(path + ".", value);
            }
        });
    }

    private static String siblings(String section) {
        TreeSet<String> names = new TreeSet<>();
        TYPES.keySet().stream().filter(path -> path.startsWith(section)).map(path -> path.substring(section.length()))
                .filter(name -> name.indexOf('.') < 0).forEach(names::add);
        return String.join(", ", names);
    }
}
