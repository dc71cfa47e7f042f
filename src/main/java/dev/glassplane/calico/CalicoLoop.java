package dev.glassplane.calico;

import dev.glassplane.calico.ipam.Assignment;
import dev.glassplane.calico.ipam.Block;
import dev.glassplane.calico.ipam.BlockObjects;
import dev.glassplane.calico.ipam.Ipam;
import dev.glassplane.calico.ipam.IpamSettings;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.Pod;
import dev.glassplane.image.PodAddressFields;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.NetworkInterface;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives nodes what calico-node gives them at its start (annotations, tunnel addresses) and pods their addresses, and takes back what pods and nodes that
 * are gone held, as calico-kube-controllers does. Blocks are written before pods, so that a pod never has an address that its block does not show.
 */
public final class CalicoLoop implements ControlLoop {

    private static final Set<String> HELPFUL = Set.of(IpPool.RESOURCE, IpamSettings.RESOURCE, BlockObjects.BLOCKS, "nodes", "namespaces");

    private final Objects objects;
    private final EventRecorder events;
    private final CalicoReader reader;
    private final IpamWrites writes;
    private final Kind pods;
    private final Kind nodes;
    private final Kind interfaces;
    private final Map<ObjectKey, String> handles = new HashMap<>();
    private final Set<ObjectKey> waiting = new TreeSet<>();

    /** @param reader reads images */
    public CalicoLoop(Objects objects, Kinds kinds, EventRecorder events, CalicoReader reader) {
        this.objects = objects;
        this.events = events;
        this.reader = reader;
        this.writes = new IpamWrites(objects, kinds);
        this.pods = kinds.named("pods");
        this.nodes = kinds.named("nodes");
        this.interfaces = kinds.named(NetworkInterface.RESOURCE);
    }

    @Override
    public String name() {
        return "calico";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (!ClusterNetwork.of(image).is(PodNetwork.BGP)) {
            return Optional.empty();
        }
        boolean nodesMatter = delta.full() || delta.touches("nodes") || delta.touches(IpPool.RESOURCE) || delta.touches(NetworkInterface.RESOURCE) || delta.touches(FelixSettings.RESOURCE);
        Set<ObjectKey> concerned = concerned(delta, image);
        if (nodesMatter || !concerned.isEmpty()) {
            new Run(image, now).work(delta, concerned, nodesMatter);
        }
        return Optional.empty();
    }

    private Set<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        if (delta.full()) {
            handles.clear();
            waiting.clear();
            return new TreeSet<>(image.pods().keySet());
        }
        Set<ObjectKey> keys = new TreeSet<>();
        delta.touched().stream().filter(key -> key.resource().equals("pods")).forEach(keys::add);
        if (delta.touched().stream().anyMatch(key -> HELPFUL.contains(key.resource()))) {
            keys.addAll(waiting);
        }
        return keys;
    }

    /** One run on one image. */
    private final class Run {

        private final ClusterImage image;
        private final Calico calico;
        private final Ipam ipam;
        private final PodAddresses addresses;
        private final Map<ObjectKey, Ip> given = new HashMap<>();
        private final Map<ObjectKey, String> refused = new HashMap<>();

        Run(ClusterImage image, Instant now) {
            this.image = image;
            calico = reader.of(image);
            ipam = new Ipam(calico.pools(), calico.ipam(), calico.blocks().values());
            addresses = new PodAddresses(calico, ipam, image, Handles.time(now));
        }

        void work(ClusterDelta delta, Set<ObjectKey> concerned, boolean nodesMatter) {
            Map<Cidr, Block> before = Map.copyOf(ipam.blocks());
            boolean released = release(delta, concerned);
            Map<String, Map<String, Optional<String>>> notes = nodesMatter ? nodes(delta) : Map.of();
            Set<ObjectKey> asking = new TreeSet<>(concerned);
            asking.addAll(released ? waiting : Set.of());
            asking.forEach(this::assign);
            writes.write(before, ipam);
            notes.forEach(this::annotate);
            if (nodesMatter) {
                calico.felix().sourceCheck().ifPresent(this::checkSources);
            }
            given.forEach((key, ip) -> writeAddress(key, ip));
            refused.forEach((key, words) -> image.object(key).ifPresent(stored -> events.record(pods, stored.object(), "kubelet",
                    image.pods().get(key).nodeName(), EventRecorder.WARNING, "FailedCreatePodSandBox", Handles.failure(image.pods().get(key).uid(), words))));
        }

        /** @return whether anything was taken back */
        private boolean release(ClusterDelta delta, Set<ObjectKey> concerned) {
            Set<String> over = new HashSet<>();
            Set<String> alive = new HashSet<>();
            for (ObjectKey key : concerned) {
                Pod pod = image.pods().get(key);
                boolean lives = pod != null && PodAddresses.lives(pod);
                String now = lives ? Handles.pod(pod.uid()) : null;
                String was = lives ? handles.put(key, now) : handles.remove(key);
                if (was != null && !was.equals(now)) {
                    over.add(was);
                }
                if (lives) {
                    alive.add(now);
                } else {
                    waiting.remove(key);
                    Optional.ofNullable(pod).map(of -> Handles.pod(of.uid())).ifPresent(over::add);
                }
            }
            if (delta.full()) {
                ipam.handles().stream().filter(handle -> handle.startsWith(Handles.POD) && !alive.contains(handle)).forEach(over::add);
            }
            over.removeAll(alive);
            int before = ipam.handles().size();
            over.stream().sorted().forEach(ipam::release);
            return ipam.handles().size() < before;
        }

        /** @return annotations that each node should have; empty values should go */
        private Map<String, Map<String, Optional<String>>> nodes(ClusterDelta delta) {
            Map<String, Map<String, Optional<String>>> notes = new java.util.TreeMap<>();
            calico.nodes().values().forEach(node -> notes.put(node.name(), Map.of(
                    CalicoNode.ADDRESS, Optional.of(node.ip() + "/" + node.network().prefixLength()),
                    CalicoNode.IPIP_ADDRESS, addresses.tunnel(node, Handles.IPIP + node.name(), "ipipTunnelAddress", pool -> pool.encapsulation().ipip())
                            .map(Ip::toString),
                    CalicoNode.VXLAN_ADDRESS, addresses.tunnel(node, Handles.VXLAN + node.name(), "vxlanTunnelAddress", pool -> pool.encapsulation().vxlan())
                            .map(Ip::toString))));
            Set<String> gone = new TreeSet<>();
            ipam.blocks().values().forEach(block -> block.node().filter(node -> image.node(node).isEmpty()).ifPresent(gone::add));
            ipam.handles().stream().filter(handle -> handle.startsWith(Handles.IPIP) || handle.startsWith(Handles.VXLAN))
                    .map(handle -> handle.substring(handle.startsWith(Handles.IPIP) ? Handles.IPIP.length() : Handles.VXLAN.length()))
                    .filter(node -> image.node(node).isEmpty()).forEach(gone::add);
            gone.forEach(node -> List.of(Handles.IPIP, Handles.VXLAN).forEach(prefix -> ipam.release(prefix + node)));
            gone.forEach(ipam::forget);
            return notes;
        }

        private void assign(ObjectKey key) {
            Pod pod = image.pods().get(key);
            CalicoNode node = pod == null ? null : calico.nodes().get(pod.nodeName());
            if (pod == null || !PodAddresses.lives(pod)) {
                return;
            }
            if (node == null) {
                waiting.add(key);
                return;
            }
            switch (addresses.assign(pod, node)) {
                case Assignment.Assigned assigned -> {
                    waiting.remove(key);
                    if (pod.ips().isEmpty()) {
                        given.put(key, assigned.ip());
                    }
                }
                case Assignment.Refused no when pod.ips().isEmpty() -> {
                    waiting.add(key);
                    refused.put(key, no.message());
                }
                case Assignment.Refused _ -> waiting.remove(key); // the user's own address: kept as it is
            }
        }

        /** What Felix asks of EC2 for {@code awsSrcDstCheck}, on the node's first interface ({@code felix/aws/ec2-srcdst.go}). */
        private void checkSources(boolean check) {
            calico.nodes().keySet().forEach(node -> reader.vpc(image).primaryOf(node).filter(of -> of.attributes().sourceDestCheck() != check)
                    .ifPresent(of -> objects.modify(interfaces, "", of.id(), "", object -> {
                        ((ObjectNode) object.path("spec")).put("sourceDestCheck", check);
                        return object;
                    })));
        }

        private void annotate(String node, Map<String, Optional<String>> notes) {
            Map<String, String> now = image.node(node).orElseThrow().annotations();
            boolean right = notes.entrySet().stream().allMatch(entry -> Optional.ofNullable(now.get(entry.getKey())).equals(entry.getValue()));
            if (!right) {
                objects.modify(nodes, "", node, "", object -> {
                    ObjectNode metadata = (ObjectNode) object.path("metadata");
                    ObjectNode annotations = metadata.path("annotations").isObject() ? (ObjectNode) metadata.get("annotations") : metadata.putObject("annotations");
                    notes.forEach((key, value) -> value.ifPresentOrElse(text -> annotations.put(key, text), () -> annotations.remove(key)));
                    return object;
                });
            }
        }

        private void writeAddress(ObjectKey key, Ip ip) {
            String uid = image.pods().get(key).uid();
            objects.modify(pods, key.namespace(), key.name(), "status", object -> PodAddressFields.give(object, uid, ip));
        }
    }
}
