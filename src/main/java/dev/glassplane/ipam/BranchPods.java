package dev.glassplane.ipam;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.ipam.BranchWork.Tools;
import dev.glassplane.net.Ip;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import dev.glassplane.vpc.AddressFinder;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.InterfaceRole;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Address;
import dev.glassplane.vpc.NetworkInterface.Agent;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.Vpc;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The branch interfaces of one node's trunk ({@code aws/amazon-vpc-resource-controller-k8s: pkg/provider/branch}): each pod that asks gets one, with the
 * groups of its policies, and is told in an annotation; a pod's interface rests before it is deleted, and counts until then.
 */
final class BranchPods {

    private static final int VLANS = 120;
    private static final int GROUPS_MAX = 5;
    private static final Duration REST = Duration.ofSeconds(60);
    private static final Duration REST_MIN = Duration.ofSeconds(30);
    private static final ObjectKey CONFIG = new ObjectKey("configmaps", "kube-system", "amazon-vpc-cni");
    private static final String SECURITY_GROUPS = "securitygroups.ec2.services.k8s.aws";

    private final Tools tools;
    private final ClusterImage image;
    private final Vpc vpc;
    private final AddressFinder finder;
    private final AwsNodeSettings settings;
    private final Instant now;
    private Optional<Instant> again = Optional.empty();

    BranchPods(Tools tools, ClusterImage image, Vpc vpc, AddressFinder finder, AwsNodeSettings settings, Instant now) {
        this.tools = tools;
        this.image = image;
        this.vpc = vpc;
        this.finder = finder;
        this.settings = settings;
        this.now = now;
    }

    Optional<Instant> again() {
        return again;
    }

    /**
     * @param trunk  the node's trunk
     * @param subnet of new branches
     * @param max    how many the trunk can have
     * @param keys   pods bound to the node
     */
    void on(NetworkInterface trunk, Optional<Subnet> subnet, int max, Collection<ObjectKey> keys) {
        TreeMap<Integer, NetworkInterface> branches = new TreeMap<>();
        vpc.branchesOf(trunk.node()).forEach(of -> branches.put(of.device(), of));
        branches.values().removeIf(this::ended);
        keys.stream().flatMap(key -> Optional.ofNullable(image.pods().get(key)).stream())
                .filter(pod -> pod.hasOwnNetwork() && !pod.terminating() && PodEni.requested(object(pod)))
                .sorted(Comparator.comparing((Pod pod) -> image.object(pod.key()).orElseThrow().revision()).thenComparing(Pod::key))
                .forEach(pod -> serve(pod, trunk, subnet, max, branches));
    }

    private ObjectNode object(Pod pod) {
        return image.object(pod.key()).orElseThrow().object();
    }

    /** @return whether the branch is gone now; one whose pod has left begins to rest */
    private boolean ended(NetworkInterface branch) {
        Optional<Instant> until = branch.addresses().stream().flatMap(address -> address.coolingUntil().stream()).findFirst();
        if (until.isPresent()) {
            if (until.get().isAfter(now)) {
                again = WarmPool.earliest(again, until);
                return false;
            }
            tools.writes().delete(branch.id());
            finder.giveBack(branch);
            return true;
        }
        boolean used = branch.branchPod().flatMap(pod -> Optional.ofNullable(image.pods().get(new ObjectKey("pods", pod.namespace(), pod.name())))
                .filter(found -> found.uid().equals(pod.uid()) && !found.finished())).isPresent();
        if (!used) {
            Instant end = now.plus(rest());
            again = WarmPool.earliest(again, Optional.of(end));
            tools.writes().update(branch.with(branch.addresses().stream().map(address -> address.cooling(end)).toList(), List.of()));
        }
        return false;
    }

    private Duration rest() {
        String text = image.object(CONFIG).map(stored -> stored.object().path("data").path("branch-eni-cooldown").asString("")).orElse("");
        Duration asked = text.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(text)) : REST;
        return asked.compareTo(REST_MIN) < 0 ? REST_MIN : asked;
    }

    private void serve(Pod pod, NetworkInterface trunk, Optional<Subnet> subnet, int max, TreeMap<Integer, NetworkInterface> branches) {
        ObjectNode object = object(pod);
        Optional<NetworkInterface> own = branches.values().stream()
                .filter(of -> of.branchPod().filter(holder -> holder.uid().equals(pod.uid())).isPresent()).findFirst();
        if (own.isPresent() && PodEni.annotation(object).isEmpty()) {
            annotate(pod, own.get());
        } else if (PodEni.annotation(object).isEmpty()) {
            allocate(pod, trunk, subnet, max, branches);
        } else if (own.isPresent() && pod.ips().isEmpty() && settings.podEni().enabled() && settings.starts()) {
            add(pod, object);
        }
    }

    private void allocate(Pod pod, NetworkInterface trunk, Optional<Subnet> subnet, int max, TreeMap<Integer, NetworkInterface> branches) {
        if (branches.size() >= max) {
            waits(pod, "the trunk has its " + max + " branch interfaces, those that rest included");
            return;
        }
        ObjectNode object = object(pod);
        List<String> groups = groups(object, pod.key().namespace());
        if (groups.isEmpty()) {
            tools.tell("pods", object, EventRecorder.WARNING, "SecurityGroupRequested",
                    "Pod will get the instance security group as the pod didn't match any Security Group from SecurityGroupPolicy");
        } else {
            tools.tell("pods", object, EventRecorder.NORMAL, "SecurityGroupRequested", "Pod will get the following Security Groups [" + String.join(" ", groups) + "]");
        }
        Optional<String> refusal = refusal(groups, subnet);
        Optional<Ip> ip = refusal.isPresent() ? Optional.empty() : finder.take(subnet.orElseThrow(), 1).map(List::getFirst);
        if (ip.isEmpty()) {
            refused(pod, refusal.orElse("InsufficientFreeAddressesInSubnet: The specified subnet does not have enough free addresses to satisfy the request."));
            return;
        }
        int vlan = IntStream.rangeClosed(1, VLANS).filter(id -> !branches.containsKey(id)).findFirst().orElseThrow();
        Address address = new Address(ip.get(), true, Optional.of(PodEni.holder(object)), Optional.empty());
        NetworkInterface made = new NetworkInterface(tools.newInterfaces().id(trunk.node(), "branch/" + pod.uid()), trunk.node(), vlan, subnet.get().id(),
                tools.newInterfaces().mac(trunk.node(), "branch/" + pod.uid()), List.of(address), List.of(), now, now, Agent.NONE)
                .withGroups(groups.isEmpty() ? trunk.attributes().groups() : groups).withRole(new InterfaceRole.Branch(trunk.id(), vlan));
        try {
            tools.writes().create(made);
        } catch (ApiException e) { // what the VPC does not allow, for example a group of another VPC
            finder.giveBack(ip.get());
            refused(pod, e.getMessage());
            return;
        }
        branches.put(vlan, made);
        annotate(pod, made);
    }

    private void refused(Pod pod, String why) {
        tools.tell("pods", object(pod), EventRecorder.WARNING, "BranchAllocationFailed", "failed to allocate branch ENI to pod: creating network interface, " + why);
        waits(pod, why);
    }

    private List<String> groups(ObjectNode pod, String namespace) {
        List<ObjectNode> policies = image.all(SecurityGroupPolicies.RESOURCE).values().stream().filter(stored -> stored.key().namespace().equals(namespace))
                .map(Stored::object).toList();
        return SecurityGroupPolicies.groups(policies, pod, name -> image.object(new ObjectKey("serviceaccounts", namespace, name))
                .<tools.jackson.databind.JsonNode>map(Stored::object).orElseGet(MissingNode::getInstance));
    }

    /** What EC2 says to groups that are too many or not there, and to a subnet that is not there. */
    private Optional<String> refusal(List<String> groups, Optional<Subnet> subnet) {
        if (subnet.isEmpty()) {
            return Optional.of("InvalidSubnetID.NotFound: The subnet of the node does not exist");
        }
        if (groups.size() > GROUPS_MAX) {
            return Optional.of("SecurityGroupsPerInterfaceLimitExceeded: The maximum number of security groups per interface has been reached.");
        }
        return groups.stream().filter(id -> image.all(SECURITY_GROUPS).keySet().stream().noneMatch(key -> key.name().equals(id))).findFirst()
                .map(id -> "InvalidGroup.NotFound: The security group '" + id + "' does not exist");
    }

    private void annotate(Pod pod, NetworkInterface branch) {
        String text = PodEni.text(branch, vpc.subnet(branch.subnet()));
        tools.objects().modify(tools.kind("pods"), pod.key().namespace(), pod.key().name(), "", object -> {
            boolean same = object.path("metadata").path("uid").asString("").equals(pod.uid());
            if (same && PodEni.annotation(object).isEmpty()) {
                object.withObject("/metadata/annotations").put(PodEni.NAME, text);
            }
            return object;
        }).ifPresent(stored -> tools.writes().note(stored.revision()));
        tools.tell("pods", object(pod), EventRecorder.NORMAL, "ResourceAllocated", "Allocated " + text + " to the pod");
    }

    /** The CNI's ADD: the address is that of the annotation. */
    private void add(Pod pod, ObjectNode object) {
        PodEni.address(object).flatMap(Ip::tryParse).ifPresent(ip ->
                new PodAddresses(tools.objects(), tools.kinds()).write(pod, ip).ifPresent(stored -> tools.writes().note(stored.revision())));
    }

    private void waits(Pod pod, String why) {
        ObjectNode object = object(pod);
        tools.events().record(tools.kind("pods"), object, "kubelet", pod.nodeName(), EventRecorder.WARNING, "FailedCreatePodSandBox",
                SandboxFailure.message(pod.uid(), false));
        tools.events().record(tools.kind("pods"), object, "glassplane", pod.nodeName(), EventRecorder.WARNING, "NoPodAddress",
                "NO_BRANCH_INTERFACE: the pod waits for an interface of its own: " + why);
    }
}
