package dev.glassplane.vpc;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.Node;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.net.Ip;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import dev.glassplane.vpc.NetworkInterface.Address;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Starts the instance behind every Node: picks zone and subnet, attaches the primary interface, and fills in what the cloud provider and
 * kubelet report. Takes the interfaces away when the Node is gone.
 */
@Component
@Order(100)
class CloudNodeLoop implements ControlLoop {

    /** kubelet's own default, which holds where nobody counts network interfaces. */
    private static final int KUBELET_MAX_PODS = 110;
    private static final String COMPONENT = "cloud-node-controller";
    private static final Comparator<Stored> BY_AGE = Comparator.comparing((Stored stored) ->
            Json.text(stored.object().path("metadata"), "creationTimestamp")).thenComparing(Stored::key);

    private final Objects objects;
    private final EventRecorder events;
    private final VpcReader reader;
    private final VpcWrites writes;
    private final CloudIds ids;
    private final Kind nodes;
    private final PendingDelta pending = new PendingDelta();

    CloudNodeLoop(Objects objects, Kinds kinds, EventRecorder events, VpcReader reader, VpcWrites writes, CloudIds ids) {
        this.objects = objects;
        this.events = events;
        this.reader = reader;
        this.writes = writes;
        this.ids = ids;
        this.nodes = kinds.named("nodes");
    }

    @Override
    public String name() {
        return "cloud-node";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        pending.after(delta, writes.shownBy(image)).ifPresent(changed -> new Run(image, now).work(changed));
        return Optional.empty();
    }

    /** One run on one image. */
    private final class Run {

        private final ClusterImage image;
        private final Vpc vpc;
        private final AddressFinder finder;
        private final Instant now;
        private final PodNetwork network;
        private final boolean ipv6;
        private Map<String, Integer> nodesPerZone;
        private AwsNodeSettings settings;
        private Map<String, Long> promised;

        Run(ClusterImage image, Instant now) {
            this.image = image;
            this.now = now;
            vpc = reader.of(image);
            network = ClusterNetwork.of(image).kind();
            ipv6 = ClusterNetwork.of(image).ipv6();
            finder = new AddressFinder(vpc, ids.scatter());
        }

        void work(ClusterDelta delta) {
            removeOrphans(delta);
            concerned(delta).forEach(this::keep);
        }

        private void removeOrphans(ClusterDelta delta) {
            Set<String> orphans = new TreeSet<>();
            if (delta.full()) {
                orphans.addAll(vpc.interfaces().keySet());
            }
            for (ObjectKey key : delta.touched()) {
                if (key.resource().equals("nodes")) {
                    vpc.interfacesOf(key.name()).forEach(of -> orphans.add(of.id()));
                    vpc.branchesOf(key.name()).forEach(of -> orphans.add(of.id()));
                } else if (key.resource().equals(NetworkInterface.RESOURCE)) {
                    orphans.add(key.name());
                }
            }
            for (String id : orphans) {
                NetworkInterface found = vpc.interfaces().get(id);
                if (found != null && !found.node().isEmpty() && image.node(found.node()).isEmpty()) {
                    writes.delete(id);
                    finder.giveBack(found);
                }
            }
        }

        /** Nodes to look at, oldest first: those touched; those without an interface whenever the VPC changed, which may help them. */
        private List<Stored> concerned(ClusterDelta delta) {
            boolean cloudChanged = delta.touches(NetworkInterface.RESOURCE) || delta.touches(VpcReader.SUBNETS) || delta.touches(VpcReader.VPCS);
            Set<ObjectKey> keys = new TreeSet<>();
            delta.touched().stream().filter(key -> key.resource().equals("nodes")).forEach(keys::add);
            if (delta.full() || cloudChanged) {
                image.nodes().keySet().stream().filter(key -> delta.full() || vpc.primaryOf(key.name()).isEmpty()).forEach(keys::add);
            }
            return keys.stream().flatMap(key -> image.object(key).stream()).sorted(BY_AGE).toList();
        }

        private void keep(Stored stored) {
            Node node = image.node(stored.key().name()).orElseThrow();
            if (node.deleting()) {
                return;
            }
            Optional<InstanceType> type = InstanceTypes.of(node);
            if (type.isEmpty()) {
                warn(stored, "Unsupported", "instance type \"" + node.instanceType() + "\" is not known (limit: instance-types)");
                return;
            }
            String zone = node.zone().isEmpty() ? zoneFor(node) : node.zone();
            apply(stored, "", object -> NodeRegistration.labelled(object, type.get(), zone, ids.instance(node.name())));
            Optional<NetworkInterface> primary = primaryInterface(node, stored, type.get(), zone);
            if (primary.isPresent() && ipv6 && primary.get().ipv6().isEmpty()) {
                warn(stored, "InvalidSubnet", "Subnet " + primary.get().subnet() + " has no IPv6 CIDR block: nodes of an IPv6 cluster need an IPv6 address");
                return;
            }
            primary.filter(of -> of.primary().isPresent()).ifPresent(of -> apply(stored, "status", object -> NodeRegistration.reported(object, type.get(), maxPods(type.get()),
                    zone, of.primary().orElseThrow(), of.ipv6().filter(_ -> ipv6))));
        }

        /** Kubelet's number as the cluster's nodes are set up now; a node that has started keeps its own. */
        private int maxPods(InstanceType type) {
            return network.nodesHavePodCidrs() ? KUBELET_MAX_PODS : MaxPodsSettings.of(image).on(type, settings().pool()).pods();
        }

        private AwsNodeSettings settings() {
            if (settings == null) {
                settings = AwsNodeSettings.of(image);
            }
            return settings;
        }

        /** What the instances of a subnet can come to need, those started in this run included. */
        private long promised(Subnet subnet) {
            if (promised == null) {
                promised = new TreeMap<>();
                image.nodes().values().forEach(node -> vpc.primaryOf(node.name()).ifPresent(primary -> promised.merge(primary.subnet(),
                        InstanceTypes.of(node).map(type -> (long) type.addresses()).orElse(0L), Long::sum)));
            }
            return promised.getOrDefault(subnet.id(), 0L);
        }

        private Optional<NetworkInterface> primaryInterface(Node node, Stored stored, InstanceType type, String zone) {
            Optional<Ip> wanted = node.internalIps().stream().filter(Ip::isV4).findFirst();
            Optional<NetworkInterface> existing = vpc.primaryOf(node.name());
            if (existing.isPresent() && existing.get().primary().isPresent()) {
                if (ipv6 && existing.get().ipv6().isEmpty()) {
                    return Optional.of(addressed(existing.get(), node));
                }
                boolean right = wanted.isEmpty() || wanted.equals(existing.get().primary());
                SecurityGroupsOfNode.wanted(node, vpc, existing.get().subnet()).filter(groups -> !groups.equals(existing.get().attributes().groups()))
                        .ifPresent(groups -> writes.setGroups(existing.get().id(), groups));
                return right ? existing : move(existing.get(), wanted.get(), stored);
            }
            Optional<AwsNodeSettings> filled = Optional.of(network).filter(PodNetwork.VPC::equals).map(_ -> settings());
            Launch planned = Launch.plan(node.name(), type, filled, zone, wanted, vpc, this::promised, finder, ids, now);
            Launch launch = ipv6 ? planned.withIpv6(wantedIpv6(node), vpc, finder) : planned;
            if (launch.created().isEmpty()) {
                warn(stored, launch.reason(), launch.message());
                return Optional.empty();
            }
            NetworkInterface created = launch.created().map(of -> of.withGroups(SecurityGroupsOfNode.wanted(node, vpc, of.subnet()).orElse(List.of()))).orElseThrow();
            if (promised != null) {
                promised.merge(created.subnet(), (long) type.addresses(), Long::sum);
            }
            if (existing.isPresent()) { // made by hand and without an address
                created = existing.get().moved(created.primary().orElseThrow(), created.subnet(), created.secondaries());
                writes.update(created);
            } else {
                writes.create(created);
            }
            return Optional.of(created);
        }

        /** An interface that was made without an IPv6 address, because its subnet had no prefix, gets one as soon as that is there. */
        private NetworkInterface addressed(NetworkInterface existing, Node node) {
            return Launch.ipv6(existing, wantedIpv6(node), vpc, finder).map(ip -> {
                NetworkInterface changed = existing.withIpv6(ip);
                writes.update(changed);
                return changed;
            }).orElse(existing);
        }

        private static Optional<Ip> wantedIpv6(Node node) {
            return node.internalIps().stream().filter(ip -> !ip.isV4()).findFirst();
        }

        /** The Node names another address than its interface has: the interface takes that one. */
        private Optional<NetworkInterface> move(NetworkInterface existing, Ip wanted, Stored stored) {
            Optional<Subnet> around = vpc.subnetOf(wanted);
            boolean own = existing.addresses().stream().anyMatch(address -> address.ip().equals(wanted) && address.holder().isEmpty());
            if (around.isPresent() && !own && !finder.free(wanted)) {
                warn(stored, "InvalidIPAddress.InUse", "Address " + wanted + " is in use.");
                return Optional.of(existing);
            }
            finder.claim(wanted);
            String subnet = around.map(Subnet::id).orElse(existing.subnet());
            List<Address> kept = existing.secondaries().stream().filter(address -> !address.ip().equals(wanted))
                    .filter(address -> subnet.equals(existing.subnet()) || address.holder().isPresent()).toList();
            NetworkInterface moved = existing.moved(wanted, subnet, kept);
            writes.update(moved);
            return Optional.of(moved);
        }

        /** The zone with the fewest nodes, the first by name among equals; the zone around the address that the Node names, if there is one. */
        private String zoneFor(Node node) {
            Optional<Subnet> around = node.internalIps().stream().flatMap(ip -> vpc.subnetOf(ip).stream()).findFirst();
            if (nodesPerZone == null) {
                nodesPerZone = new TreeMap<>();
                vpc.zones().forEach(zone -> nodesPerZone.put(zone, 0));
                image.nodes().values().forEach(other -> nodesPerZone.computeIfPresent(other.zone(), (zone, count) -> count + 1));
            }
            String zone = around.map(Subnet::zone).orElseGet(() -> nodesPerZone.entrySet().stream()
                    .min(Map.Entry.comparingByValue()).map(Map.Entry::getKey).orElse(""));
            nodesPerZone.computeIfPresent(zone, (name, count) -> count + 1);
            return zone;
        }

        /** Writes only if the image's state is not yet as wanted. */
        private void apply(Stored stored, String subresource, UnaryOperator<ObjectNode> change) {
            if (!change.apply(stored.object().deepCopy()).equals(stored.object())) {
                objects.modify(nodes, "", stored.key().name(), subresource, change).ifPresent(written -> writes.note(written.revision()));
            }
        }

        private void warn(Stored stored, String reason, String message) {
            events.record(nodes, stored.object(), COMPONENT, "", EventRecorder.WARNING, reason, message);
        }
    }
}
