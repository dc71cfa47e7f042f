package dev.glassplane.ipam;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import dev.glassplane.vpc.AddressFinder;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.EniConfigName;
import dev.glassplane.vpc.InstanceType;
import dev.glassplane.vpc.InstanceTypes;
import dev.glassplane.vpc.InterfaceRole;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Address;
import dev.glassplane.vpc.NetworkInterface.Agent;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.Vpc;
import dev.glassplane.vpc.VpcWrites;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One run over one image: a node's feature, its trunk, and what it can offer; its pods are {@link BranchPods}'s. */
final class BranchWork {

    private static final String FEATURE = "SecurityGroupsForPods";

    private final Tools tools;
    private final ClusterImage image;
    private final Vpc vpc;
    private final AwsNodeSettings settings;
    private final Instant now;
    private final AddressFinder finder;
    private Optional<Instant> again = Optional.empty();

    /** Whom a run works with. */
    @Component
    record Tools(Objects objects, Kinds kinds, EventRecorder events, VpcWrites writes, NewInterfaces newInterfaces) {

        private static final String COMPONENT = "vpc-resource-controller";

        Kind kind(String resource) {
            return kinds.named(resource);
        }

        void tell(String resource, ObjectNode about, String type, String reason, String message) {
            events.record(kind(resource), about, COMPONENT, "", type, reason, message);
        }
    }

    BranchWork(Tools tools, ClusterImage image, Vpc vpc, AwsNodeSettings settings, Instant now) {
        this.tools = tools;
        this.image = image;
        this.vpc = vpc;
        this.settings = settings;
        this.now = now;
        this.finder = tools.newInterfaces().finder(vpc);
    }

    /** @return when time alone changes something */
    Optional<Instant> again() {
        return again;
    }

    void node(String name, Collection<ObjectKey> pods) {
        Optional<Node> node = image.node(name);
        Optional<InstanceType> type = node.flatMap(InstanceTypes::of);
        if (node.filter(of -> !of.deleting()).isEmpty() || type.isEmpty() || vpc.primaryOf(name).isEmpty()) {
            return;
        }
        Collection<NetworkInterface> attached = vpc.interfacesOf(name);
        Optional<NetworkInterface> trunk = attached.stream().filter(NetworkInterface::trunk).findFirst();
        boolean featured = featured(name);
        boolean wanted = settings.podEni().enabled() && settings.starts() && !featured;
        if (wanted && TrunkPlan.room(type.get(), settings, attached)) {
            addFeature(node.get());
        } else if (featured && trunk.isEmpty()) {
            attachTrunk(node.get(), type.get());
        }
        trunk.ifPresent(of -> {
            advertise(node.get(), type.get());
            BranchPods branches = new BranchPods(tools, image, vpc, finder, settings, now);
            branches.on(of, subnet(node.get()), type.get().branchInterfaces().orElse(0), pods);
            again = WarmPool.earliest(again, branches.again());
        });
    }

    private boolean featured(String node) {
        return image.object(new ObjectKey(BranchLoop.CNI_NODES, "", node)).stream()
                .flatMap(stored -> stored.object().path("spec").path("features").valueStream())
                .anyMatch(feature -> feature.path("name").asString("").equals(FEATURE));
    }

    /** ipamd's part: the node's CNINode says what it wants. */
    private void addFeature(Node node) {
        Kind kind = tools.kind(BranchLoop.CNI_NODES);
        if (image.object(new ObjectKey(BranchLoop.CNI_NODES, "", node.name())).isEmpty()) {
            ObjectNode made = JsonNodeFactory.instance.objectNode().put("apiVersion", kind.apiVersion()).put("kind", kind.name());
            made.putObject("metadata").put("name", node.name()).putArray("ownerReferences").addObject().put("apiVersion", "v1").put("kind", "Node")
                    .put("name", node.name()).put("uid", node.uid()).put("controller", true).put("blockOwnerDeletion", true);
            features(made);
            tools.writes().note(tools.objects().create(kind, "", made, WriteOptions.by("vpc-resource-controller")).revision());
        } else {
            tools.objects().modify(kind, "", node.name(), "", object -> {
                features(object);
                return object;
            }).ifPresent(stored -> tools.writes().note(stored.revision()));
        }
    }

    private void features(ObjectNode cniNode) {
        ArrayNode features = cniNode.withArray("/spec/features");
        if (settings.pool().customNetworking()) {
            image.node(cniNode.path("metadata").path("name").asString("")).ifPresent(node -> features.addObject().put("name", "CustomNetworking")
                    .put("value", EniConfigName.of(node, settings.pool())));
        }
        features.addObject().put("name", FEATURE);
    }

    private void attachTrunk(Node node, InstanceType type) {
        ObjectNode object = image.object(node.key()).orElseThrow().object();
        Optional<String> unsupported = TrunkPlan.unsupported(type);
        if (unsupported.isPresent()) {
            tools.tell("nodes", object, EventRecorder.WARNING, "Unsupported", unsupported.get());
            return;
        }
        OptionalInt device = TrunkPlan.highestFree(type, vpc.interfacesOf(node.name()));
        Optional<List<dev.glassplane.net.Ip>> address = device.isEmpty() ? Optional.empty() : subnet(node).flatMap(of -> finder.take(of, 1));
        if (address.isEmpty()) {
            String code = device.isEmpty() ? "AttachmentLimitExceeded" : subnet(node).isEmpty() ? "InvalidSubnetID.NotFound" : "InsufficientFreeAddressesInSubnet";
            tools.tell("nodes", object, EventRecorder.WARNING, "TrunkENICreationFailed", "Failed to create trunk interface: Error Code: " + code);
            tools.tell("nodes", object, EventRecorder.NORMAL, "NodeTrunkFailedInit", "The node failed initializing trunk interface");
            return;
        }
        NetworkInterface primary = vpc.primaryOf(node.name()).orElseThrow();
        tools.writes().create(new NetworkInterface(tools.newInterfaces().id(node.name(), "trunk"), node.name(), device.getAsInt(), subnet(node).orElseThrow().id(),
                tools.newInterfaces().mac(node.name(), "trunk"), List.of(new Address(address.get().getFirst(), true, Optional.empty(), Optional.empty())),
                List.of(), now, now, Agent.NONE).withGroups(vpc.usable(primary.attributes().groups(), primary.subnet())).withRole(new InterfaceRole.Trunk()));
        tools.tell("nodes", object, EventRecorder.NORMAL, "NodeTrunkInitiated", "The node has trunk interface initialized successfully");
    }

    /** Where trunk and branches go: the node's subnet; with custom networking that of its ENIConfig. */
    private Optional<Subnet> subnet(Node node) {
        if (!settings.pool().customNetworking()) {
            return vpc.subnet(vpc.primaryOf(node.name()).orElseThrow().subnet());
        }
        return Optional.ofNullable(vpc.eniConfigs().get(EniConfigName.of(node, settings.pool()))).flatMap(config -> vpc.subnet(config.subnet()))
                .filter(subnet -> subnet.zone().equals(node.zone()));
    }

    private void advertise(Node node, InstanceType type) {
        Stored stored = image.object(node.key()).orElseThrow();
        if (!stored.object().path("status").path("capacity").has(PodEni.NAME)) {
            String number = Integer.toString(type.branchInterfaces().orElse(0));
            tools.objects().modify(tools.kind("nodes"), "", node.name(), "status", object -> {
                object.withObject("/status/capacity").put(PodEni.NAME, number);
                object.withObject("/status/allocatable").put(PodEni.NAME, number);
                return object;
            });
        }
    }
}
