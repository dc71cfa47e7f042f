package dev.glassplane.controller.endpoints;

import dev.glassplane.controller.object.Fields;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Subsets of an Endpoints object: addresses with the same ports together, each address once (kubernetes/kubernetes:
 * pkg/controller/endpoint/endpoints_controller.go, pkg/api/v1/endpoints/util.go).
 */
final class Subsets {

    /** Addresses of an Endpoints object; the rest is cut off. */
    static final int ADDRESSES_MAX = 1_000;

    private Subsets() {}

    /**
     * @param subsets   to be written
     * @param truncated whether addresses were cut off
     */
    record Result(ArrayNode subsets, boolean truncated) {}

    private record Address(Ip ip, Pod pod, boolean ready) {}

    static Result of(Service service, List<Pod> pods, Family family) {
        Map<String, List<Address>> byPorts = new TreeMap<>();
        Map<String, ArrayNode> ports = new TreeMap<>();
        for (Pod pod : pods) {
            Optional<Ip> ip = pod.ips().stream().filter(address -> address.family() == family).findFirst();
            if (ip.isEmpty() || pod.finished() || pod.terminating() && !service.publishNotReady()) {
                continue;
            }
            ArrayNode resolved = ports(service, pod);
            if (resolved.isEmpty() && !(service.ports().isEmpty() && service.headless())) {
                continue;
            }
            String key = resolved.toString();
            ports.put(key, resolved);
            byPorts.computeIfAbsent(key, k -> new ArrayList<>())
                    .add(new Address(ip.get(), pod, service.publishNotReady() || pod.ready()));
        }
        boolean truncated = truncate(byPorts);
        ArrayNode subsets = JsonNodeFactory.instance.arrayNode();
        byPorts.forEach((key, addresses) -> subset(subsets.addObject(), service, addresses, ports.get(key)));
        return new Result(subsets, truncated);
    }

    private static ArrayNode ports(Service service, Pod pod) {
        ArrayNode ports = JsonNodeFactory.instance.arrayNode();
        service.ports().stream().sorted(Comparator.comparing(Service.Port::name)).forEach(port ->
                ServiceEndpoints.resolve(port, pod).ifPresent(number -> {
                    ObjectNode entry = ports.addObject();
                    if (!port.appProtocol().isEmpty()) {
                        entry.put("appProtocol", port.appProtocol());
                    }
                    if (!port.name().isEmpty()) {
                        entry.put("name", port.name());
                    }
                    entry.put("port", number).put("protocol", port.protocol().name());
                }));
        return ports;
    }

    /** Ready addresses stay first. */
    private static boolean truncate(Map<String, List<Address>> byPorts) {
        int total = byPorts.values().stream().mapToInt(List::size).sum();
        if (total <= ADDRESSES_MAX) {
            return false;
        }
        int room = ADDRESSES_MAX;
        for (List<Address> addresses : byPorts.values()) {
            addresses.sort(Comparator.comparing(Address::ready).reversed().thenComparing(Address::ip));
            int kept = Math.min(room, addresses.size());
            addresses.subList(kept, addresses.size()).clear();
            room -= kept;
        }
        byPorts.values().removeIf(List::isEmpty);
        return true;
    }

    private static void subset(ObjectNode subset, Service service, List<Address> addresses, ArrayNode ports) {
        addresses.sort(Comparator.comparing(Address::ip).thenComparing(address -> address.pod().uid()));
        for (boolean ready : new boolean[] {true, false}) {
            List<Address> part = addresses.stream().filter(address -> address.ready() == ready).toList();
            if (!part.isEmpty()) {
                ArrayNode list = subset.putArray(ready ? "addresses" : "notReadyAddresses");
                part.forEach(address -> list.add(entry(service, address)));
            }
        }
        if (!ports.isEmpty()) {
            subset.set("ports", ports.deepCopy());
        }
    }

    private static JsonNode entry(Service service, Address address) {
        ObjectNode entry = Fields.object();
        if (ServiceEndpoints.named(service, address.pod())) {
            entry.put("hostname", address.pod().hostname());
        }
        entry.put("ip", address.ip().toString());
        if (!address.pod().nodeName().isEmpty()) {
            entry.put("nodeName", address.pod().nodeName());
        }
        entry.set("targetRef", ServiceEndpoints.targetRef(address.pod()));
        return entry;
    }
}
