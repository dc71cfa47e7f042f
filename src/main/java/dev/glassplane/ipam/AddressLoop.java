package dev.glassplane.ipam;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.Pod;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.ipam.NodePool.Plan;
import dev.glassplane.net.Ip;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.vpc.AddressFinder;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.Vpc;
import dev.glassplane.vpc.VpcReader;
import dev.glassplane.vpc.VpcWrites;
import dev.glassplane.vpc.PendingDelta;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives bound pods their addresses (the CNI's ADD) and keeps every node's pool of addresses warm (ipamd). Interfaces are written before pods,
 * so that a pod never has an address that its interface does not show.
 */
@Component
@Order(700)
class AddressLoop implements ControlLoop {

    private final Objects objects;
    private final EventRecorder events;
    private final VpcReader reader;
    private final VpcWrites writes;
    private final NewInterfaces newInterfaces;
    private final PodAddresses addresses;
    private final Kind pods;
    private final Kind daemonSets;
    private final PendingDelta pending = new PendingDelta();
    private final PodsByNode podsByNode = new PodsByNode();
    private final Pace pace;
    private final Map<String, String> nodeOfInterface = new HashMap<>();
    private final Map<String, Instant> wakes = new TreeMap<>();
    private AwsNodeSettings settings = AwsNodeSettings.DEFAULT;

    /** @param interval {@code glassplane.vpc.pool-interval}: between the turns of a node's pool; 5 s in ipamd, 0 for at once */
    @Autowired
    AddressLoop(Objects objects, Kinds kinds, EventRecorder events, VpcReader reader, VpcWrites writes, NewInterfaces newInterfaces,
                @Value("${glassplane.vpc.pool-interval:0s}") Duration interval) {
        this.pace = new Pace(interval);
        this.objects = objects;
        this.events = events;
        this.reader = reader;
        this.writes = writes;
        this.newInterfaces = newInterfaces;
        this.pods = kinds.named("pods");
        this.addresses = new PodAddresses(objects, kinds);
        this.daemonSets = kinds.named(AwsNodeSettings.DAEMON_SET.resource());
    }

    AddressLoop(Objects objects, Kinds kinds, EventRecorder events, VpcReader reader, VpcWrites writes, NewInterfaces newInterfaces) {
        this(objects, kinds, events, reader, writes, newInterfaces, Duration.ZERO);
    }

    @Override
    public String name() {
        return "ipam";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (!ClusterNetwork.of(image).is(PodNetwork.VPC)) {
            return Optional.empty();
        }
        pending.after(delta, writes.shownBy(image)).ifPresent(changed -> work(changed, image, now));
        return wakes.values().stream().min(Instant::compareTo);
    }

    private void work(ClusterDelta delta, ClusterImage image, Instant now) {
        Vpc vpc = reader.of(image);
        Set<String> concerned = podsByNode.update(delta, image);
        concerned.addAll(nodesOfInterfaces(delta, vpc));
        delta.touched().stream().filter(key -> key.resource().equals("nodes")).forEach(key -> concerned.add(key.name()));
        if (settingsChanged(delta, image) || delta.full() || delta.touches("subnets.ec2.services.k8s.aws")
                || delta.touches("eniconfigs.crd.k8s.amazonaws.com")) {
            image.nodes().keySet().forEach(key -> concerned.add(key.name()));
        }
        wakes.forEach((node, at) -> {
            if (!at.isAfter(now)) {
                concerned.add(node);
            }
        });
        AddressFinder finder = newInterfaces.finder(vpc);
        for (String node : concerned) {
            wakes.remove(node);
            NodeInputs.of(node, image, settings, podsByNode.on(node)).ifPresent(inputs -> {
                Plan plan = inputs.ipv6() ? Ipv6Pool.plan(inputs, vpc, finder, down(node, image, vpc), now)
                        : new NodePool(inputs, vpc, finder, newInterfaces, now).plan(pace.turn(node, now));
                carryOut(node, plan, vpc, image);
                pace.next(node, plan, now).ifPresent(at -> wakes.put(node, at));
            });
        }
    }

    private Optional<String> down(String node, ClusterImage image, Vpc vpc) {
        return NodeInputs.down(image.node(node).orElseThrow(), settings, vpc);
    }

    private Set<String> nodesOfInterfaces(ClusterDelta delta, Vpc vpc) {
        Set<String> nodes = new TreeSet<>();
        if (delta.full()) {
            nodeOfInterface.clear();
            vpc.interfaces().values().forEach(of -> nodeOfInterface.put(of.id(), of.node()));
        }
        delta.touched().stream().filter(key -> key.resource().equals(NetworkInterface.RESOURCE)).forEach(key -> {
            NetworkInterface found = vpc.interfaces().get(key.name());
            String before = found == null ? nodeOfInterface.remove(key.name()) : nodeOfInterface.put(key.name(), found.node());
            Optional.ofNullable(before).ifPresent(nodes::add);
            Optional.ofNullable(found).ifPresent(of -> nodes.add(of.node()));
        });
        return nodes;
    }

    private boolean settingsChanged(ClusterDelta delta, ClusterImage image) {
        if (!delta.full() && !delta.touched().contains(AwsNodeSettings.DAEMON_SET)) {
            return false;
        }
        AwsNodeSettings before = settings;
        settings = AwsNodeSettings.of(image);
        image.object(AwsNodeSettings.DAEMON_SET).ifPresent(stored -> {
            settings.refused().forEach(refusal ->
                    events.record(daemonSets, stored.object(), "aws-node", "", EventRecorder.WARNING, "UnsupportedSetting", refusal));
            if (!settings.starts()) {
                events.record(daemonSets, stored.object(), "kubelet", "", EventRecorder.WARNING, "BackOff",
                        "Back-off restarting failed container aws-node: " + settings.fatal());
            }
        });
        return !settings.equals(before);
    }

    private void carryOut(String node, Plan plan, Vpc vpc, ClusterImage image) {
        Set<String> kept = new TreeSet<>();
        for (NetworkInterface of : plan.interfaces()) {
            kept.add(of.id());
            NetworkInterface before = vpc.interfaces().get(of.id());
            if (before == null) {
                writes.create(of);
            } else if (!before.equals(of)) {
                writes.update(of);
            }
        }
        plan.assigned().forEach(this::writeAddress);
        vpc.interfacesOf(node).stream().filter(of -> !kept.contains(of.id())).forEach(of -> writes.delete(of.id()));
        plan.waiting().forEach(pod -> image.object(pod.key()).ifPresent(stored -> tell(stored.object(), pod, node, plan)));
    }

    /** The kubelet's event says nothing about the cause, so a second one does. */
    private void tell(ObjectNode object, Pod pod, String node, Plan plan) {
        Optional<Shortage> why = plan.shortage();
        boolean down = why.filter(Shortage.AGENT_DOWN::equals).isPresent();
        events.record(pods, object, "kubelet", node, EventRecorder.WARNING, "FailedCreatePodSandBox", SandboxFailure.message(pod.uid(), down));
        why.ifPresent(shortage -> events.record(pods, object, "glassplane", node, EventRecorder.WARNING, "NoPodAddress",
                shortage + ": " + shortage.sentence()));
    }

    private void writeAddress(Pod pod, Ip ip) {
        addresses.write(pod, ip).ifPresent(stored -> writes.note(stored.revision()));
    }
}
