package dev.glassplane.ipam;

import dev.glassplane.net.Ip;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Address;
import dev.glassplane.vpc.NetworkInterface.Agent;
import dev.glassplane.vpc.NetworkInterface.Holder;
import dev.glassplane.vpc.NetworkInterface.Prefix;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.Vpc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads a node's pool out of its NetworkInterface objects, and writes it back into them. */
final class StoredPool {

    private final NodeInputs node;
    private final NewInterfaces newInterfaces;
    private final TreeMap<Integer, NetworkInterface> before = new TreeMap<>();
    private final Set<String> excluded;
    /** Security groups that custom networking gives to new interfaces; none means those of the first one. */
    private final List<String> groups;

    StoredPool(NodeInputs node, Vpc vpc, NewInterfaces newInterfaces) {
        this.node = node;
        this.newInterfaces = newInterfaces;
        vpc.interfacesOf(node.name()).forEach(of -> before.put(of.device(), of));
        boolean tags = node.settings().pool().subnetDiscovery() && !node.settings().pool().customNetworking();
        Vpc.EniConfig config = vpc.eniConfigs().get(node.eniConfig());
        groups = node.settings().pool().customNetworking() && config != null ? vpc.usable(config.groups(), config.subnet()) : List.of();
        excluded = before.values().stream().map(NetworkInterface::subnet)
                .filter(id -> tags && vpc.subnet(id).filter(Subnet::keptFromCni).isPresent()).collect(Collectors.toSet());
    }

    /** @return whether there is no interface at all */
    boolean unattached() {
        return before.isEmpty();
    }

    /** @return why aws-node does not run, if it does not */
    Optional<String> agentDown() {
        return Optional.of(node.settings().fatal()).filter(why -> !why.isEmpty());
    }

    /** @return whether aws-node starts in another mode than it ran in before */
    boolean restarted() {
        return !before.isEmpty() && before.firstEntry().getValue().agent().prefixMode() != node.prefixMode();
    }

    AddressPool pool(Ec2 ec2) {
        Set<Integer> unmanaged = before.values().stream().filter(of -> !of.managed()).map(NetworkInterface::device).collect(Collectors.toSet());
        TrunkPlan.kept(node.type(), node.settings(), before.values()).ifPresent(unmanaged::add);
        PoolState.Limits limits = new PoolState.Limits(node.type().slotsPerInterface(), node.type().interfaces(), unmanaged, node.maxPods());
        AddressPool pool = new AddressPool(limits, node.settings().pool(), node.prefixMode(), newInterfaces.order(), ec2);
        Agent agent = before.isEmpty() ? Agent.NONE : before.firstEntry().getValue().agent();
        pool.remember(agent.pausedUntil(), agent.shrunkAt(), node.schedulable());
        before.values().stream().filter(NetworkInterface::managed).forEach(of -> add(of, pool));
        return pool;
    }

    private void add(NetworkInterface of, AddressPool pool) {
        PoolInterface into = new PoolInterface(of.id(), of.device(), of.subnet(), of.primary().orElse(null), excluded.contains(of.subnet()),
                of.attachedAt(), of.availableAt());
        pool.add(into);
        for (Address address : of.secondaries()) {
            Slot slot = new Slot(address.ip().asCidr());
            pool.add(into, slot);
            fill(pool, slot, address);
        }
        for (Prefix prefix : of.prefixes()) {
            Slot slot = new Slot(prefix.cidr());
            pool.add(into, slot);
            prefix.used().forEach(address -> fill(pool, slot, address));
        }
    }

    private static void fill(AddressPool pool, Slot slot, Address address) {
        int index = slot.index(address.ip());
        slot.set(index, null, address.coolingUntil().orElse(null));
        address.holder().ifPresent(holder -> pool.hold(slot, index, holder));
    }

    /** @return the objects as they should be, by device number; an object that need not change is the one that was read */
    List<NetworkInterface> interfaces(AddressPool pool, Instant now) {
        TreeMap<Integer, NetworkInterface> after = new TreeMap<>();
        before.values().stream().filter(of -> !of.managed()).forEach(of -> after.put(of.device(), of));
        for (PoolInterface of : pool.interfaces()) {
            NetworkInterface old = before.get(of.device());
            after.put(of.device(), old != null && old.id().equals(of.id()) ? changed(old, of)
                    : changed(newInterfaces.made(node.name(), of).withGroups(groups), of));
        }
        Agent agent = new Agent(pool.pausedUntil(), pool.shrunkAt(),
                agentDown().isPresent() ? before.isEmpty() || before.firstEntry().getValue().agent().prefixMode() : node.prefixMode());
        after.computeIfPresent(after.isEmpty() ? 0 : after.firstKey(), (device, of) -> of.agent().equals(agent) ? of : of.with(agent));
        return List.copyOf(after.values());
    }

    private static NetworkInterface changed(NetworkInterface old, PoolInterface of) {
        Map<Ip, Slot> slots = new HashMap<>();
        of.slots().stream().filter(slot -> !slot.prefix()).forEach(slot -> slots.put(slot.cidr().network(), slot));
        List<Address> addresses = new ArrayList<>();
        for (Address address : old.addresses()) {
            Slot slot = slots.remove(address.ip());
            if (address.primary()) {
                addresses.add(address);
            } else if (slot != null) {
                addresses.add(address(slot, 0));
            }
        }
        of.slots().stream().filter(slot -> slots.containsKey(slot.cidr().network()) && !slot.prefix()).forEach(slot -> addresses.add(address(slot, 0)));
        List<Prefix> prefixes = of.slots().stream().filter(Slot::prefix).map(StoredPool::prefix).toList();
        return addresses.equals(old.addresses()) && prefixes.equals(old.prefixes()) ? old : old.with(addresses, prefixes);
    }

    private static Prefix prefix(Slot slot) {
        List<Address> used = new ArrayList<>();
        for (int index = 0; index < slot.size(); index++) {
            if (slot.holder(index) != null || slot.restUntil(index) != null) {
                used.add(address(slot, index));
            }
        }
        return new Prefix(slot.cidr(), used);
    }

    private static Address address(Slot slot, int index) {
        return new Address(slot.ip(index), false, Optional.ofNullable(slot.holder(index)), Optional.ofNullable(slot.restUntil(index)));
    }
}
