package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.aws.Annotations;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.aws.Certificates;
import dev.glassplane.loadbalancer.model.ListenerProtocol;
import dev.glassplane.net.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** The ports that one Ingress wants ({@code pkg/ingress/model_build_listener.go}). */
final class ListenPorts {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int PORT_MAX = 65_535;

    private ListenPorts() {}

    /**
     * @return by port
     * @throws BuildFailure if an annotation is not understood, or a host has no certificate
     */
    static SortedMap<Integer, ListenPort> of(AlbIngress ingress, Certificates acm) {
        Annotations annotations = ingress.annotations();
        List<String> explicit = ingress.params("certificateArn").isEmpty() ? annotations.list("certificate-arn").orElse(List.of())
                : ingress.params("certificateArn");
        Optional<String> policy = ingress.param("sslPolicy").or(() -> annotations.text("ssl-policy"));
        List<String> cidrs = inbound(ingress, annotations);
        List<String> cidrs4 = cidrs.stream().filter(cidr -> !cidr.contains(":")).toList();
        List<String> cidrs6 = cidrs.stream().filter(cidr -> cidr.contains(":")).toList();
        MutualTls mutual = MutualTls.of(annotations);
        SortedMap<Integer, ListenerProtocol> protocols = protocols(annotations, !explicit.isEmpty());
        List<String> certificates = explicit.isEmpty() && protocols.containsValue(ListenerProtocol.HTTPS) ? acm.discover(hosts(ingress)) : explicit;
        SortedMap<Integer, ListenPort> ports = new TreeMap<>();
        protocols.forEach((port, protocol) -> {
            boolean tls = protocol == ListenerProtocol.HTTPS;
            ports.put(port, new ListenPort(protocol, cidrs4, cidrs6, prefixLists(ingress, annotations), tls ? policy : Optional.empty(),
                    tls ? certificates : List.of(), tls ? mutual.clients(port) : Optional.empty()));
        });
        return ports;
    }

    private static List<String> inbound(AlbIngress ingress, Annotations annotations) {
        boolean ofClass = !ingress.params("inboundCIDRs").isEmpty();
        List<String> cidrs = ofClass ? ingress.params("inboundCIDRs") : annotations.list("inbound-cidrs").orElse(List.of());
        for (String cidr : cidrs) {
            if (!cidr.contains("/") || Cidr.tryParse(cidr).isEmpty()) {
                String where = ofClass ? "invalid CIDR in IngressClassParams InboundCIDR " + cidr
                        : "invalid inbound-cidrs settings on Ingress: " + ingress.name();
                throw new BuildFailure(where + ": invalid CIDR address: " + cidr);
            }
        }
        return cidrs;
    }

    private static List<String> prefixLists(AlbIngress ingress, Annotations annotations) {
        for (String field : List.of("prefixListsIDs", "PrefixListsIDs")) {
            if (!ingress.params(field).isEmpty()) {
                return ingress.params(field);
            }
        }
        return annotations.list("security-group-prefix-lists").orElse(List.of());
    }

    private static SortedSet<String> hosts(AlbIngress ingress) {
        SortedSet<String> hosts = new TreeSet<>();
        ingress.spec().path("rules").forEach(rule -> hosts.add(rule.path("host").stringValue("")));
        ingress.spec().path("tls").forEach(tls -> tls.path("hosts").forEach(host -> hosts.add(host.stringValue(""))));
        hosts.remove("");
        return hosts;
    }

    /** @throws BuildFailure if the annotation is not understood */
    static SortedMap<Integer, ListenerProtocol> protocols(Annotations annotations, boolean preferTls) {
        SortedMap<Integer, ListenerProtocol> protocols = new TreeMap<>();
        Optional<String> raw = annotations.text("listen-ports");
        if (raw.isEmpty()) {
            protocols.put(preferTls ? HTTPS : HTTP, preferTls ? ListenerProtocol.HTTPS : ListenerProtocol.HTTP);
            return protocols;
        }
        for (Map.Entry<String, JsonNode> entry : entries(raw.get())) {
            int port = entry.getValue().intValue();
            if (port < 1 || port > PORT_MAX) {
                throw new BuildFailure("listen port must be within [1, 65535]: " + port);
            }
            protocols.put(port, switch (entry.getKey()) {
                case "HTTP" -> ListenerProtocol.HTTP;
                case "HTTPS" -> ListenerProtocol.HTTPS;
                default -> throw new BuildFailure("listen protocol must be within [HTTP, HTTPS]: " + entry.getKey());
            });
        }
        return protocols;
    }

    private static List<Map.Entry<String, JsonNode>> entries(String raw) {
        String failure = "failed to parse listen-ports configuration: `" + raw + "`";
        JsonNode list = Annotations.parse(raw, failure);
        if (!list.isArray() && !list.isNull()) {
            throw new BuildFailure(failure + ": json: cannot unmarshal object into Go value of type []map[string]int32");
        }
        if (list.isEmpty()) {
            throw new BuildFailure("empty listen-ports configuration: `" + raw + "`");
        }
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>();
        for (JsonNode each : list) {
            entries.addAll(each.properties());
        }
        for (Map.Entry<String, JsonNode> entry : entries) {
            if (!entry.getValue().canConvertToInt()) {
                throw new BuildFailure(failure + ": json: cannot unmarshal " + (entry.getValue().isString() ? "string" : entry.getValue())
                        + " into Go value of type int32");
            }
        }
        return entries;
    }
}
