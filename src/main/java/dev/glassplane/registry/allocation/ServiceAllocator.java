package dev.glassplane.registry.allocation;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.registry.ApiErrors;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.ServiceSpec;
import dev.glassplane.store.Event;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.Stored;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Gives Services their addresses and node ports. */
@Component
public final class ServiceAllocator implements DisposableBean {

    private static final String SERVICES = "services";
    private final long seed;
    private final Map<String, AddressPool> addresses = new HashMap<>();
    private final NodePortPool nodePorts;
    private final ServiceFamilies families;
    private final AutoCloseable subscription;

    /**
     * @param seed       choices follow from it and the Service's name
     * @param ranges     one CIDR, or one of each family separated by a comma; the first is the default family
     * @param nodePorts  {@code from-to}
     */
    public ServiceAllocator(RevisionLog log, @Value("${glassplane.seed:1}") long seed,
                            @Value("${glassplane.service-cluster-ip-range:10.100.0.0/16}") String ranges,
                            @Value("${glassplane.service-node-port-range:30000-32767}") String nodePorts) {
        this.seed = seed;
        List<AddressPool> pools = Arrays.stream(ranges.split(",")).map(String::strip).map(Cidr::parse).map(AddressPool::new).toList();
        for (AddressPool pool : pools) {
            if (addresses.put(pool.family(), pool) != null) {
                throw new IllegalArgumentException("glassplane.service-cluster-ip-range " + ranges + " should have one range of each family");
            }
        }
        this.nodePorts = NodePortPool.parse(nodePorts);
        this.families = new ServiceFamilies(pools.stream().map(AddressPool::family).toList());
        this.subscription = log.subscribe(this::follow);
        log.list(SERVICES).objects().forEach(stored -> mark(stored.object()));
    }

    @Override
    public void destroy() throws Exception {
        subscription.close();
    }

    /**
     * Fills in families, addresses and node ports.
     *
     * @param before the stored state, empty on create
     * @param after  modified
     * @param dryRun shows what would be given, without giving it
     * @return what was reserved; must be closed
     * @throws dev.glassplane.registry.ApiException 422 for an address or port that cannot be had, 500 if a range is full
     */
    public synchronized Reservation reserve(Optional<ObjectNode> before, ObjectNode after, boolean dryRun) {
        ServiceSpec spec = ServiceSpec.of(after);
        Optional<ServiceSpec> old = before.map(ServiceSpec::of);
        String name = after.path("metadata").path("name").asString("");
        FieldErrors errors = new FieldErrors();
        families.decide(spec, old, errors);
        throwIfAny(errors, name);
        Reservation reservation = new Reservation(this, uid(after));
        Request request = new Request(spec, old, after.path("metadata").path("namespace").asString("") + "/" + name, dryRun, reservation);
        try {
            addresses(request, errors);
            throwIfAny(errors, name);
            nodePorts.reserve(request, seed, errors);
            throwIfAny(errors, name);
            return reservation;
        } catch (RuntimeException e) {
            reservation.close();
            throw e;
        }
    }

    /** What one write asks for. */
    record Request(ServiceSpec after, Optional<ServiceSpec> before, String name, boolean dryRun, Reservation reservation) {}

    private static void throwIfAny(FieldErrors errors, String name) {
        if (!errors.isEmpty()) {
            throw ApiErrors.invalid("", "Service", name, errors.causes());
        }
    }

    private void addresses(Request request, FieldErrors errors) {
        ServiceSpec spec = request.after;
        if (!spec.needsClusterIp() || spec.headless()) {
            return;
        }
        List<String> kept = request.before.map(ServiceSpec::clusterIps).orElse(List.of());
        List<String> ips = new java.util.ArrayList<>(spec.clusterIps());
        List<String> wanted = spec.families();
        for (int i = 0; i < wanted.size(); i++) {
            String ip = i < ips.size() ? ips.get(i) : "";
            boolean fixed = i < kept.size() && !ip.isEmpty(); // it is the same, or validation refuses the change
            if (!fixed) {
                ip = address(request, addresses.get(wanted.get(i)), ip, errors);
            }
            if (i < ips.size()) {
                ips.set(i, ip);
            } else {
                ips.add(ip);
            }
        }
        spec.set("clusterIPs", ips);
        spec.node().put("clusterIP", ips.getFirst());
    }

    private String address(Request request, AddressPool range, String asked, FieldErrors errors) {
        Pool pool = range.pool();
        if (asked.isEmpty()) {
            return request.dryRun ? range.dryRun().toString() : any(request, range).toString();
        }
        OptionalLong place = range.place(Ip.parse(asked));
        String failed = "failed to allocate IP " + asked + ": ";
        if (place.isEmpty()) {
            errors.invalid("spec.clusterIPs", request.after.node().path("clusterIPs"),
                    failed + "the provided network does not match the current range");
        } else if (!pool.reserve(place.getAsLong(), request.reservation.owner())) {
            errors.invalid("spec.clusterIPs", request.after.node().path("clusterIPs"), failed + "provided IP is already allocated");
        } else {
            request.reservation.add(pool, place.getAsLong());
        }
        return asked;
    }

    private Ip any(Request request, AddressPool range) {
        String owner = request.reservation.owner();
        if (request.name.equals("default/kubernetes") && range.pool().reserve(0, owner)) {
            request.reservation.add(range.pool(), 0);
            return range.at(0);
        }
        long draw = Draws.bytes(seed, "clusterIP " + range.family() + " " + request.name).getLong();
        Ip ip = range.reserveAny(owner, draw).orElseThrow(() -> ApiErrors.internal("failed to allocate a serviceIP: range is full"));
        request.reservation.add(range.pool(), range.place(ip).orElseThrow());
        return ip;
    }

    /** The Service is out of the log: what it had is free at once. */
    public synchronized void deleted(ObjectNode service) {
        release(service, Map.of());
    }

    synchronized void check(Reservation reservation) {
        reservation.numbers().forEach((pool, numbers) -> numbers.keySet().forEach(number -> {
            if (!pool.has(number, reservation.owner())) {
                throw new ReservationLostException();
            }
        }));
    }

    synchronized void settle(Reservation reservation) {
        reservation.numbers().forEach((pool, numbers) -> numbers.forEach((number, times) -> {
            for (int i = 0; i < times; i++) {
                pool.settle(number, reservation.owner(), reservation.stored());
            }
        }));
    }

    private synchronized void follow(List<Event> events) {
        for (Event event : events) {
            if (event.current().key().resource().equals(SERVICES)) {
                boolean gone = event.type() == Event.Type.DELETED;
                Map<Pool, Set<Long>> now = gone ? Map.of() : numbers(event.current().object());
                event.previous().map(Stored::object).ifPresent(old -> release(old, now));
                if (!gone) {
                    mark(event.current().object());
                }
            }
        }
    }

    private void mark(ObjectNode service) {
        numbers(service).forEach((pool, numbers) -> numbers.forEach(number -> pool.mark(number, uid(service))));
    }

    private void release(ObjectNode service, Map<Pool, Set<Long>> still) {
        numbers(service).forEach((pool, numbers) -> numbers.stream().filter(number -> !still.getOrDefault(pool, Set.of()).contains(number))
                .forEach(number -> pool.release(number, uid(service))));
    }

    private Map<Pool, Set<Long>> numbers(ObjectNode service) {
        ServiceSpec spec = new ServiceSpec(service.get("spec") instanceof ObjectNode found ? found : service.objectNode());
        Map<Pool, Set<Long>> numbers = new HashMap<>();
        for (String text : spec.clusterIps()) {
            Ip.tryParse(text).ifPresent(ip -> {
                AddressPool range = addresses.get(ip.isV4() ? "IPv4" : "IPv6");
                OptionalLong place = range == null ? OptionalLong.empty() : range.place(ip);
                place.ifPresent(number -> numbers.computeIfAbsent(range.pool(), _ -> new java.util.HashSet<>()).add(number));
            });
        }
        numbers.put(nodePorts.pool(), nodePorts.numbers(spec));
        return numbers;
    }

    private static String uid(ObjectNode service) {
        return service.path("metadata").path("uid").asString("");
    }
}
