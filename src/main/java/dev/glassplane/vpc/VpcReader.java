package dev.glassplane.vpc;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import tools.jackson.databind.JsonNode;

/**
 * Reads the cloud network out of images. The answer is a function of the image; the last one is kept, and only what differs between it and
 * the next image is read again. May be used from any thread.
 */
public final class VpcReader {

    static final String VPCS = "vpcs.ec2.services.k8s.aws";
    static final String SUBNETS = "subnets.ec2.services.k8s.aws";
    static final String ROUTE_TABLES = "routetables.ec2.services.k8s.aws";

    private ClusterImage last = ClusterImage.EMPTY;
    private Vpc vpc = Vpc.EMPTY;

    /** @return the cloud network that the image shows */
    public synchronized Vpc of(ClusterImage image) {
        if (image != last) {
            vpc = read(image);
            last = image;
        }
        return vpc;
    }

    private Vpc read(ClusterImage image) {
        Vpc next = new Vpc(all(image, VPCS, vpc.cidrs(), VpcReader::cidrs), all(image, SUBNETS, vpc.subnets(), Subnet::of),
                all(image, ROUTE_TABLES, vpc.routeTables(), object -> Optional.of(RouteTable.of(object))), vpc.interfaces(),
                vpc.ofNode(), vpc.holders());
        if (image.all(NetworkInterface.RESOURCE) == last.all(NetworkInterface.RESOURCE)) {
            return next;
        }
        Interfaces interfaces = new Interfaces(next);
        differences(last.all(NetworkInterface.RESOURCE), image.all(NetworkInterface.RESOURCE), interfaces::replace);
        return interfaces.in(next);
    }

    /** Small kinds are read anew as a whole when one of them changed. */
    private <T> TreePMap<String, T> all(ClusterImage image, String resource, TreePMap<String, T> before,
                                        Function<JsonNode, Optional<T>> reader) {
        if (image.all(resource) == last.all(resource)) {
            return before;
        }
        TreePMap<String, T> values = TreePMap.empty();
        for (Map.Entry<ObjectKey, Stored> entry : image.all(resource).entrySet()) {
            Optional<T> value = reader.apply(entry.getValue().object());
            values = value.isPresent() ? values.plus(entry.getKey().name(), value.get()) : values;
        }
        return values;
    }

    private static Optional<List<Cidr>> cidrs(JsonNode object) {
        return Optional.of(Json.cidrs(object.path("spec"), "cidrBlocks").stream().filter(cidr -> cidr.network().isV4()).toList());
    }

    /** Walks two sorted maps side by side and reports keys whose object is not the same; an absent side is null. */
    private static void differences(Map<ObjectKey, Stored> before, Map<ObjectKey, Stored> after, BiConsumer<Stored, Stored> changed) {
        Iterator<Stored> olds = before.values().iterator();
        Iterator<Stored> news = after.values().iterator();
        Stored old = next(olds);
        Stored now = next(news);
        while (old != null || now != null) {
            int order = old == null ? 1 : now == null ? -1 : old.key().compareTo(now.key());
            if (order != 0 || old != now) {
                changed.accept(order <= 0 ? old : null, order >= 0 ? now : null);
            }
            Stored passed = old;
            old = order <= 0 ? next(olds) : passed;
            now = order >= 0 ? next(news) : now;
        }
    }

    private static Stored next(Iterator<Stored> objects) {
        return objects.hasNext() ? objects.next() : null;
    }

    /** The interface maps while they change. */
    private static final class Interfaces {

        private TreePMap<String, NetworkInterface> byId;
        private PMap<String, TreePMap<Integer, NetworkInterface>> ofNode;
        private PMap<Ip, List<String>> holders;

        Interfaces(Vpc vpc) {
            byId = vpc.interfaces();
            ofNode = vpc.ofNode();
            holders = vpc.holders();
        }

        void replace(Stored before, Stored after) {
            NetworkInterface old = before == null ? null : byId.get(before.key().name());
            NetworkInterface now = after == null ? null : NetworkInterface.of(after.object());
            if (old != null) {
                remove(old, now);
            }
            if (now != null) {
                add(now, old);
            }
        }

        private void remove(NetworkInterface old, NetworkInterface now) {
            byId = byId.minus(old.id());
            TreePMap<Integer, NetworkInterface> rest = ofNode.getOrDefault(old.node(), TreePMap.empty());
            rest = rest.get(old.device()) == old ? rest.minus(old.device()) : rest;
            ofNode = rest.isEmpty() ? ofNode.minus(old.node()) : ofNode.plus(old.node(), rest);
            List<Ip> kept = now == null ? List.of() : ips(now);
            for (Ip ip : ips(old)) {
                if (!kept.contains(ip)) {
                    List<String> others = holders.getOrDefault(ip, List.of()).stream().filter(id -> !id.equals(old.id())).toList();
                    holders = others.isEmpty() ? holders.minus(ip) : holders.plus(ip, others);
                }
            }
        }

        private void add(NetworkInterface now, NetworkInterface old) {
            byId = byId.plus(now.id(), now);
            TreePMap<Integer, NetworkInterface> devices = ofNode.getOrDefault(now.node(), TreePMap.empty());
            NetworkInterface taken = devices.get(now.device());
            if (taken == null || now.id().compareTo(taken.id()) <= 0) {
                ofNode = ofNode.plus(now.node(), devices.plus(now.device(), now));
            }
            List<Ip> known = old == null ? List.of() : ips(old);
            for (Ip ip : ips(now)) {
                if (!known.contains(ip)) {
                    List<String> others = holders.get(ip);
                    holders = holders.plus(ip, others == null ? List.of(now.id())
                            : Stream.concat(others.stream(), Stream.of(now.id())).sorted().distinct().toList());
                }
            }
        }

        private static List<Ip> ips(NetworkInterface of) {
            List<Ip> ips = new ArrayList<>();
            of.addresses().forEach(address -> ips.add(address.ip()));
            return ips;
        }

        Vpc in(Vpc vpc) {
            return new Vpc(vpc.cidrs(), vpc.subnets(), vpc.routeTables(), byId, ofNode, holders);
        }
    }
}
