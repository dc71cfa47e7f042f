package dev.glassplane.controller.serviceip;

import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.net.Ip;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Shows the addresses that Services have: the ServiceCIDR {@code kubernetes}, and one IPAddress for each ClusterIP. The allocator itself keeps
 * its books in memory, so these objects follow it; a few at a time, since other loops have more pressing things to do.
 */
@Component
@Order(990)
public class ServiceAddressLoop implements ControlLoop {

    /** Objects written in one run. */
    private static final int WRITES_MAX = 100;
    private static final String SERVICES = "services";
    private static final String ADDRESSES = "ipaddresses.networking.k8s.io";
    private static final String RANGES = "servicecidrs.networking.k8s.io";
    private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
    private static final String MANAGER = "ipallocator.k8s.io";

    private final Writer writer;
    private final String range;
    private final Map<ObjectKey, Set<String>> known = new HashMap<>();
    private final Map<String, ObjectKey> owners = new HashMap<>();
    private final TreeSet<String> pending = new TreeSet<>();

    /** @param range {@code glassplane.service-cluster-ip-range} */
    public ServiceAddressLoop(Objects objects, Kinds kinds, @Value("${glassplane.service-cluster-ip-range:10.100.0.0/16}") String range) {
        this.writer = new Writer(objects, kinds, "kube-apiserver");
        this.range = range;
    }

    @Override
    public String name() {
        return "service-addresses";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (delta.full()) {
            known.clear();
            owners.clear();
            pending.addAll(image.all(ADDRESSES).keySet().stream().map(ObjectKey::name).toList());
            image.all(SERVICES).keySet().forEach(key -> learn(key, image));
        }
        for (ObjectKey key : delta.touched()) {
            switch (key.resource()) {
                case SERVICES -> learn(key, image);
                case ADDRESSES -> pending.add(key.name());
                default -> { }
            }
        }
        if (delta.full() || delta.touched().stream().anyMatch(key -> key.resource().equals(RANGES))) {
            range(image, now);
        }
        return write(image) ? Optional.of(now) : Optional.empty();
    }

    private void learn(ObjectKey service, ClusterImage image) {
        Set<String> after = new HashSet<>();
        image.object(service).ifPresent(stored -> stored.object().path("spec").path("clusterIPs").forEach(each ->
                Ip.tryParse(each.asString("")).ifPresent(ip -> after.add(ip.toString()))));
        Set<String> before = after.isEmpty() ? known.remove(service) : known.put(service, after);
        if (before != null) {
            before.stream().filter(ip -> !after.contains(ip)).forEach(ip -> {
                owners.remove(ip, service);
                pending.add(ip);
            });
        }
        after.forEach(ip -> {
            owners.put(ip, service);
            pending.add(ip);
        });
    }

    /** @return whether there is more to do */
    private boolean write(ClusterImage image) {
        int writes = 0;
        for (Iterator<String> each = pending.iterator(); each.hasNext() && writes < WRITES_MAX;) {
            String ip = each.next();
            each.remove();
            Stored there = image.object(new ObjectKey(ADDRESSES, "", ip)).orElse(null);
            ObjectKey owner = owners.get(ip);
            if (owner == null && there != null && Meta.label(there.object(), MANAGED_BY).equals(MANAGER)) {
                writer.delete(there, DeleteOptions.DEFAULT);
                writes++;
            } else if (owner != null && there == null) {
                writer.create(ADDRESSES, address(ip, owner));
                writes++;
            } else if (owner != null && !isOf(owner, there.object().path("spec").path("parentRef"))) {
                writer.delete(there, DeleteOptions.DEFAULT); // the next run, which its end causes, makes it anew
                writes++;
            }
        }
        return !pending.isEmpty();
    }

    private static boolean isOf(ObjectKey service, JsonNode parent) {
        return parent.path("resource").asString("").equals(SERVICES) && parent.path("namespace").asString("").equals(service.namespace())
                && parent.path("name").asString("").equals(service.name());
    }

    private ObjectNode address(String ip, ObjectKey service) {
        ObjectNode object = Meta.blank(writer.kind(ADDRESSES), "");
        ObjectNode meta = Meta.of(object);
        meta.put("name", ip);
        meta.putObject("labels").put("ipaddress.kubernetes.io/ip-family", Ip.parse(ip).isV4() ? "IPv4" : "IPv6").put(MANAGED_BY, MANAGER);
        Fields.child(object, "spec").set("parentRef", parent(service));
        return object;
    }

    private static JsonNode parent(ObjectKey service) {
        return tools.jackson.databind.node.JsonNodeFactory.instance.objectNode().put("resource", SERVICES)
                .put("namespace", service.namespace()).put("name", service.name());
    }

    private void range(ClusterImage image, Instant now) {
        if (image.object(new ObjectKey(RANGES, "", "kubernetes")).isPresent()) {
            return;
        }
        ObjectNode object = Meta.blank(writer.kind(RANGES), "");
        Meta.of(object).put("name", "kubernetes");
        for (String each : range.split(",")) {
            object.withObject("/spec").withArray("cidrs").add(each.strip());
        }
        writer.create(RANGES, object).ifPresent(made -> writer.modify(made, "status", changed -> {
            ObjectNode condition = changed.withObject("/status").putArray("conditions").addObject().put("type", "Ready").put("status", "True");
            condition.put("lastTransitionTime", Fields.time(now)).put("reason", "").put("message", "Kubernetes Service CIDR is ready");
        }));
    }
}
