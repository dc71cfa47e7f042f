package dev.glassplane.registry.allocation;

import dev.glassplane.registry.ApiErrors;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.ServiceSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Node ports and health check node ports, from one range. Ports of one Service with the same number share a node port. */
final class NodePortPool {

    private static final String NODE_PORT = "nodePort";
    private static final String HEALTH_CHECK = "healthCheckNodePort";
    private static final long BAND_MIN = 16;
    private static final long BAND_STEP = 32;
    private static final long BAND_MAX = 128;

    private final int first;
    private final int last;
    private final Pool pool;

    private NodePortPool(int first, int last) {
        this.first = first;
        this.last = last;
        long size = last - first + 1L;
        this.pool = new Pool(size, Pool.band(size, BAND_MIN, BAND_STEP, BAND_MAX));
    }

    /**
     * @param range {@code from-to}
     * @throws IllegalArgumentException if it is none
     */
    static NodePortPool parse(String range) {
        String[] ends = range.split("-");
        try {
            int first = Integer.parseInt(ends[0].strip());
            int last = Integer.parseInt(ends[1].strip());
            if (ends.length == 2 && first >= 1 && first <= last && last <= 65_535) {
                return new NodePortPool(first, last);
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
            // told below
        }
        throw new IllegalArgumentException("glassplane.service-node-port-range \"" + range + "\" should be like 30000-32767");
    }

    Pool pool() {
        return pool;
    }

    /** @return places of the ports that a Service has */
    Set<Long> numbers(ServiceSpec spec) {
        Set<Integer> ports = new HashSet<>(spec.nodePorts());
        if (spec.number(HEALTH_CHECK) != 0) {
            ports.add(spec.number(HEALTH_CHECK));
        }
        Set<Long> places = new HashSet<>();
        ports.forEach(port -> places.add((long) port - first));
        places.removeIf(place -> !pool.contains(place));
        return places;
    }

    void reserve(ServiceAllocator.Request request, long seed, FieldErrors errors) {
        ServiceSpec spec = request.after();
        if (spec.needsNodePorts()) {
            ports(request, seed, errors);
        }
        boolean had = request.before().filter(ServiceSpec::needsHealthCheck).isPresent();
        if (spec.needsHealthCheck() && !had) {
            healthCheck(request, seed);
        }
    }

    private void ports(ServiceAllocator.Request request, long seed, FieldErrors errors) {
        Set<Integer> kept = request.before().map(ServiceSpec::nodePorts).orElse(Set.of());
        Map<Integer, Integer> given = new HashMap<>();
        Set<Integer> mine = new HashSet<>(kept);
        List<ObjectNode> ports = request.after().ports();
        for (int i = 0; i < ports.size(); i++) {
            ObjectNode port = ports.get(i);
            int asked = port.path(NODE_PORT).asInt(0);
            if (asked == 0 && !request.after().allocatesNodePorts()) {
                continue;
            }
            int number = port.path("port").asInt();
            int nodePort = asked != 0 ? asked : given.getOrDefault(number, request.before().isPresent() ? 0 : askedElsewhere(number, ports));
            if (nodePort != 0 && mine.add(nodePort)) {
                take(request, nodePort, "spec.ports[" + i + "].nodePort", errors);
            } else if (nodePort == 0) {
                nodePort = any(request, seed, number + "/" + port.path("protocol").asString(""), "failed to allocate a nodePort: ", mine);
                mine.add(nodePort);
            }
            port.put(NODE_PORT, nodePort);
            if (request.before().isEmpty()) {
                given.putIfAbsent(number, nodePort);
            }
        }
    }

    private static int askedElsewhere(int number, List<ObjectNode> ports) {
        return ports.stream().filter(port -> port.path("port").asInt() == number).mapToInt(port -> port.path(NODE_PORT).asInt(0))
                .filter(nodePort -> nodePort != 0).findFirst().orElse(0);
    }

    private void take(ServiceAllocator.Request request, int port, String path, FieldErrors errors) {
        String refused = refusal(request, port);
        if (!refused.isEmpty()) {
            errors.invalid(path, port, refused);
        }
    }

    /** @return why the port cannot be had; empty if it is reserved now */
    private String refusal(ServiceAllocator.Request request, int port) {
        long place = (long) port - first;
        if (!pool.contains(place)) {
            return "provided port is not in the valid range. The range of valid ports is " + first + "-" + last;
        }
        if (!pool.reserve(place, request.reservation().owner())) {
            return "provided port is already allocated";
        }
        request.reservation().add(pool, place);
        return "";
    }

    private int any(ServiceAllocator.Request request, long seed, String purpose, String failed, Set<Integer> avoid) {
        OptionalLong place;
        if (request.dryRun()) {
            place = pool.lowest(number -> !avoid.contains((int) (first + number)));
        } else {
            long draw = Draws.bytes(seed, "nodePort " + request.name() + " " + purpose).getLong();
            place = pool.reserveAny(request.reservation().owner(), draw);
            place.ifPresent(number -> request.reservation().add(pool, number));
        }
        return (int) (first + place.orElseThrow(() -> ApiErrors.internal(failed + "range is full")));
    }

    private void healthCheck(ServiceAllocator.Request request, long seed) {
        ServiceSpec spec = request.after();
        int asked = spec.number(HEALTH_CHECK);
        if (asked == 0) {
            String failed = "failed to allocate a HealthCheck NodePort 0: ";
            spec.node().put(HEALTH_CHECK, any(request, seed, "healthCheck", failed, spec.nodePorts()));
            return;
        }
        String refused = refusal(request, asked);
        if (!refused.isEmpty()) {
            throw ApiErrors.internal("failed to allocate requested HealthCheck NodePort " + asked + ": " + refused);
        }
    }
}
