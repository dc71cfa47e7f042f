package dev.glassplane.ipam;

import dev.glassplane.image.Pod;
import dev.glassplane.ipam.Decision.Action;
import dev.glassplane.ipam.Decision.Shortage;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.AddressFinder;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Address;
import dev.glassplane.vpc.NetworkInterface.Holder;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.Vpc;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The addresses of one node while a plan for it is made: gives back what pods left, gives pods what is free, and follows the warm pool's
 * decisions until nothing more is to do now. Touches nothing outside but the finder.
 */
final class NodePool {

    /** After the subnet ran out of addresses, none are asked for this long. */
    static final Duration PAUSE = Duration.ofSeconds(120);
    /** At most one interface is taken away in this time: one a round of ipamd's loop. */
    private static final Duration ROUND = Duration.ofSeconds(5);
    /** A cooling address is free again just after its time: ipamd compares with {@code <=}. */
    private static final Duration TICK = Duration.ofMillis(1);

    private final NodeInputs node;
    private final Vpc vpc;
    private final AddressFinder finder;
    private final BiFunction<Integer, List<Ip>, NetworkInterface> newInterface;
    private final Instant now;
    private final TreeMap<Integer, NetworkInterface> interfaces = new TreeMap<>();
    private final Map<Pod, Ip> assigned = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /** @param newInterface makes an interface at a device number with these addresses, the first its primary */
    NodePool(NodeInputs node, Vpc vpc, AddressFinder finder, BiFunction<Integer, List<Ip>, NetworkInterface> newInterface, Instant now) {
        this.node = node;
        this.vpc = vpc;
        this.finder = finder;
        this.newInterface = newInterface;
        this.now = now;
        vpc.interfacesOf(node.name()).forEach(of -> interfaces.put(of.device(), of));
    }

    /**
     * @param interfaces as they should be, by device number
     * @param assigned   addresses to be written into pods
     * @param waiting    pods that got none
     * @param decision   the last one
     * @param notes      what a reader of the pool should know
     * @param again      when time alone changes something
     */
    record Plan(List<NetworkInterface> interfaces, Map<Pod, Ip> assigned, List<Pod> waiting, Decision decision, List<String> notes,
                Optional<Instant> again) {}

    Plan plan() {
        giveBack();
        adopt();
        Decision decision;
        Optional<Instant> again;
        do {
            assign();
            decision = decide();
            again = decision.again().map(at -> at.plus(TICK));
            if (decision.action().filter(Action.Detach.class::isInstance).isPresent()) {
                again = Optional.of(now.plus(ROUND));
            }
        } while (decision.action().filter(this::carryOut).isPresent());
        List<Pod> waiting = node.pods().stream().filter(this::needsAddress).filter(pod -> !assigned.containsKey(pod)).toList();
        if (!waiting.isEmpty() || interfaces.size() > 1) {
            again = earliest(again, nextWarm()); // a cooling address keeps a pod waiting, or an interface attached
        }
        return new Plan(List.copyOf(interfaces.values()), assigned, waiting, decision, notes, again);
    }

    /** @return the decision for the node as it is in the plan now */
    Decision decide() {
        if (interfaces.isEmpty()) {
            return new Decision(Optional.empty(), Optional.of(Shortage.NO_INTERFACE), List.of(), Optional.empty());
        }
        return WarmPool.decide(state(), node.settings(), now);
    }

    PoolState state() {
        return new PoolState(interfaces.values().stream().map(this::state).toList(), node.type().slotsPerInterface(),
                node.type().interfaces(), node.maxPods(), node.schedulable(),
                interfaces.values().stream().flatMap(of -> of.pausedUntil().stream()).max(Instant::compareTo));
    }

    private PoolState.Interface state(NetworkInterface of) {
        List<Address> all = of.secondaries();
        return new PoolState.Interface(of.id(), of.device(), all.size(), (int) all.stream().filter(a -> a.holder().isPresent()).count(),
                (int) all.stream().filter(this::cooling).count(), of.attachedAt(), of.availableAt());
    }

    private boolean cooling(Address address) {
        return address.holder().isEmpty() && address.coolingUntil().filter(until -> !now.isAfter(until)).isPresent();
    }

    /** An address is given back when its pod is gone, has finished, or has another address. */
    private void giveBack() {
        Map<String, Pod> byUid = new LinkedHashMap<>();
        node.pods().forEach(pod -> byUid.put(pod.uid(), pod));
        eachAddress(address -> {
            if (address.holder().isEmpty()) {
                return address;
            }
            Pod pod = byUid.get(address.holder().get().uid());
            boolean held = pod != null && !pod.hostNetwork() && !pod.finished() && (pod.ips().isEmpty() || pod.ips().contains(address.ip()));
            return held ? address : address.cooling(now.plus(node.settings().coolDown()));
        });
    }

    /** A pod whose address somebody else wrote keeps it; if the address is on an interface of the node, it is held from now on. */
    private void adopt() {
        for (Pod pod : node.pods()) {
            if (pod.hostNetwork() || pod.finished()) {
                continue;
            }
            pod.ips().stream().filter(Ip::isV4).forEach(ip -> adopt(pod, ip));
        }
    }

    private void adopt(Pod pod, Ip ip) {
        Optional<Address> here = interfaces.values().stream().flatMap(of -> of.addresses().stream()).filter(a -> a.ip().equals(ip)).findFirst();
        String who = "pod " + pod.key().qualifiedName() + " has " + ip;
        if (here.isEmpty()) {
            notes.add(who + vpc.holderOf(ip).map(of -> ", which is on " + of.id() + " of node " + of.node())
                    .orElse(vpc.contains(ip) ? ", which is on no interface" : ", which is outside the VPC"));
        } else if (here.get().primary()) {
            notes.add(who + ", which is the primary address of an interface");
        } else if (here.get().holder().isEmpty()) {
            eachAddress(address -> address.ip().equals(ip) ? address.heldBy(holder(pod)) : address);
        } else if (!here.get().holder().get().uid().equals(pod.uid())) {
            notes.add(who + ", which " + here.get().holder().get().namespace() + "/" + here.get().holder().get().name() + " holds");
        }
    }

    private boolean needsAddress(Pod pod) {
        return !pod.hostNetwork() && !pod.finished() && !pod.terminating() && pod.ips().isEmpty();
    }

    private void assign() {
        for (Pod pod : node.pods()) {
            if (needsAddress(pod) && !assigned.containsKey(pod)) {
                heldBy(pod).or(this::firstFree).ifPresent(ip -> {
                    eachAddress(address -> address.ip().equals(ip) ? address.heldBy(holder(pod)) : address);
                    assigned.put(pod, ip);
                });
            }
        }
    }

    private Optional<Ip> heldBy(Pod pod) {
        return interfaces.values().stream().flatMap(of -> of.secondaries().stream())
                .filter(address -> address.holder().filter(holder -> holder.uid().equals(pod.uid())).isPresent()).map(Address::ip).findFirst();
    }

    /** Interfaces by device number, addresses ascending; ipamd itself takes them in no fixed order (docs/limits.md, fixed-order). */
    private Optional<Ip> firstFree() {
        return interfaces.values().stream().filter(of -> !now.isBefore(of.availableAt()))
                .flatMap(of -> of.secondaries().stream().sorted(Comparator.comparing(Address::ip)))
                .filter(address -> address.holder().isEmpty() && !cooling(address)).map(Address::ip).findFirst();
    }

    private static Holder holder(Pod pod) {
        return new Holder(pod.key().namespace(), pod.key().name(), pod.uid());
    }

    /** @return whether it is worth deciding again */
    private boolean carryOut(Action action) {
        return switch (action) {
            case Action.Fill fill -> fill(fill);
            case Action.Attach attach -> attach(attach);
            case Action.Detach detach -> detach(detach);
        };
    }

    /** Asks for all that are wanted, and if EC2 has not that many, for one. */
    private boolean fill(Action.Fill fill) {
        NetworkInterface of = interfaces.values().stream().filter(i -> i.id().equals(fill.networkInterface())).findFirst().orElseThrow();
        Optional<List<Ip>> taken = vpc.subnet(of.subnet()).flatMap(subnet -> finder.take(subnet, fill.addresses())
                .or(() -> finder.take(subnet, 1)));
        if (taken.isEmpty()) {
            return pause();
        }
        List<Address> addresses = new ArrayList<>(of.addresses());
        taken.get().forEach(ip -> addresses.add(Address.free(ip)));
        interfaces.put(of.device(), of.with(addresses));
        return true;
    }

    /** A new interface is all or nothing. */
    private boolean attach(Action.Attach attach) {
        Optional<Subnet> subnet = vpc.subnet(interfaces.firstEntry().getValue().subnet());
        Optional<List<Ip>> taken = subnet.flatMap(of -> finder.take(of, attach.addresses() + 1));
        if (taken.isEmpty()) {
            return pause();
        }
        interfaces.put(attach.device(), newInterface.apply(attach.device(), taken.get()));
        return true;
    }

    private boolean pause() {
        interfaces.computeIfPresent(interfaces.firstKey(), (device, of) -> of.pausedUntil(Optional.of(now.plus(PAUSE))));
        return true;
    }

    private boolean detach(Action.Detach detach) {
        NetworkInterface gone = interfaces.values().stream().filter(of -> of.id().equals(detach.networkInterface())).findFirst().orElseThrow();
        interfaces.remove(gone.device());
        gone.addresses().forEach(address -> finder.giveBack(address.ip()));
        return false;
    }

    /** When the next cooling address is free. */
    private Optional<Instant> nextWarm() {
        return interfaces.values().stream().flatMap(of -> of.secondaries().stream()).filter(this::cooling)
                .map(address -> address.coolingUntil().orElseThrow().plus(TICK)).min(Instant::compareTo);
    }

    private static Optional<Instant> earliest(Optional<Instant> a, Optional<Instant> b) {
        return a.isEmpty() || b.isPresent() && b.get().isBefore(a.get()) ? b : a;
    }

    private void eachAddress(UnaryOperator<Address> change) {
        interfaces.replaceAll((device, of) -> {
            List<Address> after = of.addresses().stream().map(change).toList();
            return after.equals(of.addresses()) ? of : of.with(after);
        });
    }
}
