package dev.glassplane.trace.render;

import dev.glassplane.net.IpPort;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.request.From;
import dev.glassplane.trace.request.HttpWish;
import dev.glassplane.trace.request.ModeWish;
import dev.glassplane.trace.request.To;
import dev.glassplane.trace.request.TraceRequest;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The question as it was understood, defaults filled in: sent again, it gets the same answer from the same tables. */
final class RequestJson {

    private RequestJson() {}

    static ObjectNode of(TraceRequest request) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("from", from(request.from()));
        json.put("to", to(request.to()));
        if (request.to() instanceof To.ServiceTarget) {
            json.put("via", request.via().name());
        }
        if (request.to() instanceof To.Url || request.to() instanceof To.Entrance) {
            http(json, request.http());
        }
        request.protocol().ifPresent(protocol -> json.put("protocol", protocol.name()));
        request.sourcePort().ifPresent(port -> json.put("sourcePort", port));
        if (request.size() != Packet.DEFAULT_SIZE_BYTES) {
            json.put("size", request.size());
        }
        json.put("paths", request.allPaths() ? "all" : "sample");
        if (request.allPaths()) {
            json.put("maxPaths", request.maxPaths());
        }
        json.put("seed", request.seed());
        request.pick().ifPresent(pick -> json.putObject("pick").put("endpoint", pick.toString()));
        json.put("return", request.reply()).put("detail", request.detail().name());
        request.minRevision().ifPresent(revision -> json.put("minRevision", revision.value()));
        if (!(request.mode() instanceof ModeWish.AsConfigured)) {
            json.put("mode", request.mode().word());
        }
        if (request.whyNot()) {
            json.put("whyNot", true);
        }
        if (request.flowLogs()) {
            json.put("flowLogs", true);
        }
        return json;
    }

    private static void http(ObjectNode json, HttpWish http) {
        json.put("method", http.method());
        ObjectNode headers = JsonNodeFactory.instance.objectNode();
        http.host().ifPresent(host -> headers.put("Host", host));
        http.headers().fields().forEach(field -> headers.put(field.name(), http.headers().joined(field.name()).orElseThrow()));
        if (!headers.isEmpty()) {
            json.set("headers", headers);
        }
        http.sni().ifPresent(sni -> json.put("sni", sni));
        if (http.certificate()) {
            json.put("clientCertificate", true);
        }
    }

    private static JsonNode from(From from) {
        return switch (from) {
            case From.PodSource pod -> StringNode.valueOf("pod/" + pod.namespace() + "/" + pod.name());
            case From.NodeSource node -> StringNode.valueOf("node/" + node.name());
            case From.External external -> external.ip().<JsonNode>map(ip ->
                    JsonNodeFactory.instance.objectNode().put("external", true).put("ip", ip.toString())).orElse(StringNode.valueOf("external"));
            case From.Address address -> StringNode.valueOf(address.ip().toString());
            case From.AtNode at -> JsonNodeFactory.instance.objectNode().put("ip", at.ip().toString()).put("node", at.node());
        };
    }

    private static String to(To to) {
        return switch (to) {
            case To.ServiceTarget service -> "service/" + service.namespace() + "/" + service.name() + service.port().map(port -> ":" + port).orElse("");
            case To.PodTarget pod -> "pod/" + pod.namespace() + "/" + pod.name() + pod.port().map(port -> ":" + port).orElse("");
            case To.NodeTarget node -> "node/" + node.name() + (node.port().isPresent() ? ":" + node.port().getAsInt() : "");
            case To.AddressTarget address -> address.port().isPresent() ? new IpPort(address.ip(), address.port().getAsInt()).toString()
                    : address.ip().toString();
            case To.HostTarget host -> host.host() + (host.port().isPresent() ? ":" + host.port().getAsInt() : "");
            case To.Url url -> url.toString();
            case To.Entrance at -> at.kind().toLowerCase(Locale.ROOT) + "/" + at.namespace() + "/" + at.name()
                    + (at.port().isPresent() ? ":" + at.port().getAsInt() : "") + at.target();
            case To.NotModelled other -> other.text();
        };
    }
}
