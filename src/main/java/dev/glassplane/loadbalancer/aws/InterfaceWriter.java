package dev.glassplane.loadbalancer.aws;

import dev.glassplane.loadbalancer.model.Scheme;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.InterfaceLabels;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Address;
import dev.glassplane.vpc.NetworkInterface.Agent;
import dev.glassplane.vpc.VpcWrites;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the network interfaces of a load balancer's nodes, as Elastic Load Balancing does, and takes them away. */
final class InterfaceWriter {

    private static final String ALLOCATION_TAG = "elbv2.k8s.aws/allocation";

    private final Cloud cloud;
    private final VpcWrites writes;
    private final Instant now;
    private final Set<Ip> taken = new HashSet<>();

    InterfaceWriter(Cloud cloud, VpcWrites writes, Instant now) {
        this.cloud = cloud;
        this.writes = writes;
        this.now = now;
    }

    /** @return whether something was to be done */
    boolean bring(Stack stack) {
        Map<String, NetworkInterface> there = new LinkedHashMap<>();
        cloud.interfacesOf(stack.id()).forEach(of -> there.put(of.id(), of));
        boolean changed = false;
        List<String> groups = stack.groupIds(cloud);
        for (Stack.Place place : stack.places()) {
            String id = cloud.interfaceId(stack, place.subnet().id());
            NetworkInterface old = there.remove(id);
            if (old != null && !fits(old, place, stack)) {
                delete(old);
                old = null;
            }
            if (old == null) {
                create(stack, place, id, groups);
                changed = true;
            } else if (!old.attributes().groups().equals(groups)) {
                writes.setGroups(id, groups);
                changed = true;
            }
        }
        there.values().forEach(this::delete);
        return changed || !there.isEmpty();
    }

    /** @return whether there were some */
    boolean remove(StackId stack) {
        List<NetworkInterface> there = cloud.interfacesOf(stack);
        there.forEach(this::delete);
        return !there.isEmpty();
    }

    private void delete(NetworkInterface of) {
        writes.delete(of.id());
        cloud.finder().giveBack(of);
    }

    private boolean fits(NetworkInterface old, Stack.Place place, Stack stack) {
        return old.attributes().about().description().equals(description(stack)) && place.privateIp().filter(ip -> !old.primary().equals(Optional.of(ip))).isEmpty()
                && place.allocation().orElse("").equals(old.attributes().about().tags().getOrDefault(ALLOCATION_TAG, ""));
    }

    private static String description(Stack stack) {
        return "ELB " + AwsNames.path(stack.kind(), stack.name());
    }

    private void create(Stack stack, Stack.Place place, String id, List<String> groups) {
        Ip ip = place.privateIp().map(wanted -> free(wanted, place)).orElseGet(() -> cloud.finder().take(place.subnet(), 1).map(List::getFirst)
                .orElseThrow(() -> DeployFailure.api("InvalidSubnet", "Not enough IP space available in " + place.subnet().id()
                        + ". ELB requires at least 8 free IP addresses in each subnet.")));
        Optional<Ip> publicIp = place.allocation().map(allocation -> PublicAddresses.elastic(allocation, cloud))
                .or(() -> stack.scheme() == Scheme.INTERNET_FACING ? Optional.of(PublicAddresses.pick(id, cloud, taken)) : Optional.empty());
        publicIp.ifPresent(taken::add);
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(Manifests.CLUSTER_TAG, cloud.place().cluster());
        tags.put(stack.id().source().stackTag(), stack.id().name());
        place.allocation().ifPresent(allocation -> tags.put(ALLOCATION_TAG, allocation));
        writes.create(new NetworkInterface(id, "", 0, place.subnet().id(), cloud.ids().mac("elb/" + stack.name(), place.subnet().id()),
                List.of(new Address(ip, true, Optional.empty(), Optional.empty())), List.of(), now, now, Agent.NONE)
                .withGroups(groups).with(new InterfaceLabels(description(stack), tags, publicIp)));
    }

    private Ip free(Ip wanted, Stack.Place place) {
        if (place.subnet().reserved(wanted) || !cloud.finder().free(wanted)) {
            throw DeployFailure.api("InvalidConfigurationRequest", "The private IPv4 address '" + wanted + "' in subnet '" + place.subnet().id()
                    + "' is not available");
        }
        cloud.finder().claim(wanted);
        return wanted;
    }
}
