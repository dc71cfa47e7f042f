package dev.glassplane.cni.vxlan;

import dev.glassplane.cni.vxlan.FlannelConfiguration.Backend;
import dev.glassplane.net.Cidr;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the data of ConfigMap {@code kube-flannel-cfg}. As in Go, names of fields may be in any case, and fields that nobody knows are passed over.
 * A field that would change a packet's way and is not modelled is refused.
 */
final class FlannelConfigurationReader {

    private static final String NET_CONF = "net-conf.json";
    private static final String CNI_CONF = "cni-conf.json";
    private static final List<String> OTHER_BACKENDS = List.of("udp", "ipip", "ipsec", "wireguard", "alloc", "extension", "tencent-vpc");
    private static final int MTU_MIN = 576;
    private static final int MTU_MAX = 65_535;
    private static final int VNI_MAX = (1 << 24) - 1;
    private static final int PORT_MAX = 65_535;

    private FlannelConfigurationReader() {}

    /**
     * @param data of the ConfigMap
     * @throws IllegalArgumentException naming the field, what was expected and what was found
     */
    static FlannelConfiguration read(JsonNode data) {
        Fields net = Fields.parse(NET_CONF, data.path(NET_CONF).stringValue(""));
        for (String flag : List.of("EnableIPv6", "EnableNFTables")) {
            net.refuse(flag, false);
        }
        net.refuse("EnableIPv4", true);
        String text = net.text("Network", "");
        Cidr network = Cidr.tryParse(text).filter(cidr -> cidr.network().isV4()).orElseThrow(() -> net.wrong("Network", "an IPv4 prefix", "\"" + text + "\""));
        Fields backend = net.object("Backend");
        Backend type = backend(backend, backend.text("Type", "udp"));
        backend.refuse("GBP", false);
        Fields plugin = plugin(data.path(CNI_CONF).stringValue(""));
        int port = backend.number("Port", 0, 0, PORT_MAX);
        return new FlannelConfiguration(network, type, backend.number("VNI", FlannelConfiguration.DEFAULT_VNI, 1, VNI_MAX),
                port == 0 ? FlannelConfiguration.DEFAULT_PORT : port, backend.flag("DirectRouting", false), backend.flag("Learning", false),
                backend.number("MTU", FlannelConfiguration.INTERFACE_MTU, MTU_MIN, MTU_MAX), plugin.flag("hairpinMode", false),
                plugin.flag("isDefaultGateway", false));
    }

    private static Backend backend(Fields fields, String word) {
        String known = Arrays.stream(Backend.values()).map(Backend::word).collect(Collectors.joining(", "));
        return Arrays.stream(Backend.values()).filter(candidate -> candidate.word().equals(word)).findFirst().orElseThrow(() -> fields.wrong("Type",
                "one of " + known, "\"" + word + "\"" + (OTHER_BACKENDS.contains(word) ? ", which is not modelled (limit: flannel-settings)" : "")));
    }

    /** The delegate of the plugin of type flannel; a ConfigMap without the text has the plugin's own defaults. */
    private static Fields plugin(String text) {
        if (text.isEmpty()) {
            return Fields.parse(CNI_CONF, "{}");
        }
        Fields list = Fields.parse(CNI_CONF, text);
        return list.items("plugins").stream().filter(plugin -> plugin.text("type", "").equals("flannel")).findFirst()
                .orElseThrow(() -> list.wrong("plugins", "one of type flannel", "none")).object("delegate");
    }

    /** An object's fields, whose names may be in any case. */
    private record Fields(String path, Map<String, JsonNode> byName) {

        static Fields parse(String path, String text) {
            try {
                JsonNode parsed = JsonMapper.shared().readTree(text);
                if (parsed.isObject()) {
                    return of(path, parsed);
                }
            } catch (JacksonException e) {
                throw new IllegalArgumentException(path + ": expected a JSON object, found " + e.getOriginalMessage(), e);
            }
            throw new IllegalArgumentException(path + ": expected a JSON object, found " + (text.isBlank() ? "nothing" : "\"" + text.strip() + "\""));
        }

        private static Fields of(String path, JsonNode object) {
            Map<String, JsonNode> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            object.properties().stream().filter(field -> !field.getValue().isNull()).forEach(field -> byName.put(field.getKey(), field.getValue()));
            return new Fields(path, byName);
        }

        IllegalArgumentException wrong(String field, String expected, String found) {
            return new IllegalArgumentException(path + ": " + field + ": expected " + expected + ", found " + found);
        }

        Fields object(String name) {
            JsonNode value = byName.get(name);
            if (value != null && !value.isObject()) {
                throw wrong(name, "an object", value.toString());
            }
            return of(path + ": " + name, value == null ? JsonMapper.shared().createObjectNode() : value);
        }

        List<Fields> items(String name) {
            JsonNode value = byName.get(name);
            return value == null ? List.of() : value.valueStream().map(item -> of(path + ": " + name, item)).toList();
        }

        String text(String name, String otherwise) {
            JsonNode value = byName.get(name);
            if (value != null && !value.isString()) {
                throw wrong(name, "a string", value.toString());
            }
            return value == null ? otherwise : value.stringValue();
        }

        boolean flag(String name, boolean otherwise) {
            JsonNode value = byName.get(name);
            if (value != null && !value.isBoolean()) {
                throw wrong(name, "true or false", value.toString());
            }
            return value == null ? otherwise : value.booleanValue();
        }

        void refuse(String name, boolean only) {
            if (flag(name, only) != only) {
                throw wrong(name, Boolean.toString(only), !only + ", which is not modelled (limit: flannel-settings)");
            }
        }

        int number(String name, int otherwise, int least, int most) {
            JsonNode value = byName.get(name);
            if (value != null && (!value.isInt() || value.intValue() < least || value.intValue() > most)) {
                throw wrong(name, "a number from " + least + " to " + most, value.toString());
            }
            return value == null ? otherwise : value.intValue();
        }
    }
}
