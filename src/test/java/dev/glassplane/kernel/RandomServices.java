package dev.glassplane.kernel;

import dev.glassplane.kernel.RandomCluster.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Random Services with EndpointSlices of their own, so that endpoints may be unready, on their way out, hinted to zones and nodes, twice there
 * or missing. Every field of a Service that moves packets is drawn.
 */
final class RandomServices {

    private static final int SERVICES_MIN = 4;
    private static final int SERVICES_MORE = 3;
    private static final int ENDPOINTS_MAX = 5;

    private final Chance chance;
    private final List<Place> places;
    private final StringBuilder text;

    /** A port of a Service and where its endpoints listen. */
    private record Port(String name, String protocol, int port, int target) {}

    RandomServices(Chance chance, List<Place> places, StringBuilder text) {
        this.chance = chance;
        this.places = places;
        this.text = text;
    }

    void write() {
        int count = SERVICES_MIN + chance.below(SERVICES_MORE);
        for (int i = 0; i < count; i++) {
            List<Port> ports = ports();
            service("svc-" + i, i, ports);
            slices("svc-" + i, ports);
        }
    }

    private List<Port> ports() {
        List<Port> ports = new ArrayList<>(List.of(port("one", 80)));
        if (chance.oneIn(3)) {
            ports.add(port("two", 443));
        }
        if (chance.oneIn(5)) {
            ports.add(new Port("same", ports.getFirst().protocol().equals("TCP") ? "UDP" : "TCP", 80, 5353));
        }
        return ports;
    }

    private Port port(String name, int number) {
        return chance.oneIn(3) ? new Port(name, "UDP", number, 5353) : new Port(name, "TCP", number, chance.pick(8080, 8081));
    }

    private void service(String name, int number, List<Port> ports) {
        String type = chance.pick("ClusterIP", "NodePort", "LoadBalancer", "LoadBalancer");
        boolean nodePorts = !type.equals("ClusterIP");
        boolean externalLocal = chance.oneIn(2);
        String spec = "type: " + type + ", clusterIP: 10.100.0." + (10 + number) + ", ports: [" + ports.stream().map(port ->
                "{name: " + port.name() + ", protocol: " + port.protocol() + ", port: " + port.port() + ", targetPort: " + port.target()
                        + (nodePorts ? ", nodePort: " + (30_000 + 100 * number + ports.indexOf(port)) : "") + "}").collect(Collectors.joining(", ")) + "]"
                + (chance.oneIn(4) ? ", sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 600}}" : "")
                + (chance.oneIn(4) ? ", internalTrafficPolicy: Local" : "")
                + (externalLocal ? ", externalTrafficPolicy: Local" : "")
                + (externalLocal && type.equals("LoadBalancer") ? ", healthCheckNodePort: " + (32_000 + number) : "")
                + (chance.oneIn(3) ? ", externalIPs: [192.0.2." + (10 + number) + "]" : "");
        String status = "";
        if (type.equals("LoadBalancer")) {
            spec += chance.oneIn(2) ? "" : ", loadBalancerSourceRanges: " + chance.pick("[203.0.113.0/24]", "[203.0.113.9/32, 10.0.1.0/24]", "[10.0.0.0/16]",
                    "[0.0.0.0/0]", "[192.0.2.0/24]", "[10.0.2.10/32]");
            status = "\nstatus: {loadBalancer: {ingress: [{ip: 192.0.2." + (80 + number) + ", ipMode: " + chance.pick("VIP", "VIP", "VIP", "Proxy") + "}]}}";
        }
        text.append("apiVersion: v1\nkind: Service\nmetadata: {name: ").append(name).append(", namespace: demo}\nspec: {").append(spec).append('}')
                .append(status).append("\n---\n");
    }

    private void slices(String name, List<Port> ports) {
        List<Place> chosen = chance.some(chance.oneIn(6) ? 0 : 1 + chance.below(ENDPOINTS_MAX), places);
        String hints = chance.pick("none", "none", "zones", "nodes", "most");
        boolean well = chance.oneIn(2);
        List<String> endpoints = chosen.stream().map(place -> endpoint(place, hints, well)).toList();
        int cut = chance.oneIn(3) ? chance.below(endpoints.size() + 1) : endpoints.size();
        slice(name, "x", ports, endpoints.subList(0, cut));
        if (cut < endpoints.size() || chance.oneIn(8) && !chosen.isEmpty()) {
            slice(name, "y", ports, cut < endpoints.size() ? endpoints.subList(cut, endpoints.size()) : List.of(endpoint(chosen.getFirst(), hints, false)));
        }
    }

    private String endpoint(Place place, String hints, boolean well) {
        String conditions = well ? "ready: true, serving: true, terminating: false" : chance.pick("ready: true, serving: true, terminating: false",
                "ready: true", "ready: false, serving: false, terminating: false", "ready: false, serving: true, terminating: true",
                "ready: false, serving: false, terminating: true");
        boolean hinted = !hints.equals("none") && (!hints.equals("most") || !chance.oneIn(4));
        String zone = chance.oneIn(5) ? "us-east-1" + chance.pick("a", "b", "c") : place.zone().orElse("us-east-1a");
        String node = chance.oneIn(5) ? "node-" + chance.pick("a", "b", "c") : place.node().orElse("node-a");
        return "{addresses: [" + place.ip() + "], conditions: {" + conditions + "}" + place.node().map(of -> ", nodeName: " + of).orElse("")
                + place.zone().map(of -> ", zone: " + of).orElse("")
                + (hinted ? ", hints: {forZones: [{name: " + zone + "}]" + (hints.equals("nodes") ? ", forNodes: [{name: " + node + "}]" : "") + "}" : "") + "}";
    }

    private void slice(String service, String suffix, List<Port> ports, List<String> endpoints) {
        text.append("apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: ").append(service).append('-').append(suffix)
                .append(", namespace: demo, labels: {kubernetes.io/service-name: ").append(service).append("}}\naddressType: IPv4\nports: [")
                .append(ports.stream().map(port -> "{name: " + port.name() + ", protocol: " + port.protocol() + ", port: " + port.target() + "}")
                        .collect(Collectors.joining(", "))).append("]\nendpoints:").append(endpoints.isEmpty() ? " []\n" : "\n");
        endpoints.forEach(endpoint -> text.append("- ").append(endpoint).append('\n'));
        text.append("---\n");
    }
}
