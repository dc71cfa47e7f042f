package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.loadbalancer.proxy.ProxyNames;
import dev.glassplane.loadbalancer.proxy.ProxyPorts;
import dev.glassplane.loadbalancer.proxy.ProxyRequest;
import dev.glassplane.net.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a Gateway asks of its proxy. */
final class GatewayProxy {

    private GatewayProxy() {}

    static ProxyRequest of(GatewayState gateway, ClusterImage image) {
        ObjectNode object = gateway.spec().object();
        JsonNode infrastructure = gateway.spec().spec().path("infrastructure");
        Map<String, String> annotations = texts(infrastructure.path("annotations"));
        return new ProxyRequest(gateway.spec().key().namespace(), ProxyNames.of(gateway.spec().key().name(), gateway.className()),
                Map.of(GatewayApi.GATEWAY_NAME, ProxyNames.label(gateway.spec().key().name())), texts(infrastructure.path("labels")), annotations,
                ProxyRequest.Front.of(image, annotations.getOrDefault(ProxyRequest.Front.TYPE_ANNOTATION, "")), ports(gateway),
                new ProxyRequest.Owner(object.path("apiVersion").asString(""), "Gateway", gateway.spec().key().name(), object.path("metadata").path("uid").asString("")));
    }

    private static Map<String, String> texts(JsonNode map) {
        Map<String, String> texts = new LinkedHashMap<>();
        map.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString("")));
        return texts;
    }

    private static List<ProxyRequest.Port> ports(GatewayState gateway) {
        List<ListenerState> programmed = gateway.allListeners().stream().filter(ListenerState::programmed).toList();
        Map<Integer, Integer> bound = ProxyPorts.bound(programmed.stream().map(each -> each.spec().port()).toList());
        List<ProxyRequest.Port> ports = new ArrayList<>();
        for (Protocol protocol : List.of(Protocol.TCP, Protocol.UDP)) {
            programmed.stream().filter(each -> each.spec().protocol().orElseThrow().takes(protocol)).map(each -> each.spec().port())
                    .collect(java.util.stream.Collectors.toCollection(TreeSet::new)).forEach(port -> ports.add(new ProxyRequest.Port(port, bound.get(port), protocol)));
        }
        return ports;
    }
}
