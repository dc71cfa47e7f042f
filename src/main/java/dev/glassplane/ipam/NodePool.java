package dev.glassplane.ipam;

import dev.glassplane.image.Pod;
import dev.glassplane.ipam.AddressPool.Outcome;
import dev.glassplane.ipam.Decision.Action;
import dev.glassplane.ipam.Ec2.Refusal;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.AddressFinder;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Holder;
import dev.glassplane.vpc.Vpc;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The addresses of one node while a plan for it is made: gives back what pods left, gives pods what is free, and follows the pool's
 * decisions until nothing more is to do now. Touches nothing outside but the finder.
 */
final class NodePool {

    /** At most one interface is taken away in this time, and what EC2 refused is asked again: a round of ipamd's loop. */
    static final Duration ROUND = Duration.ofSeconds(5);

    private final NodeInputs node;
    private final Vpc vpc;
    private final Instant now;
    private final Placement placement;
    private final StoredPool stored;
    private final AddressPool pool;
    private final AddressFinder finder;
    private final Map<Pod, Ip> assigned = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private Optional<Refusal> refusal = Optional.empty();

    NodePool(NodeInputs node, Vpc vpc, AddressFinder finder, NewInterfaces newInterfaces, Instant now) {
        this.node = node;
        this.vpc = vpc;
        this.now = now;
        this.finder = finder;
        placement = Placement.of(node, vpc.primaryOf(node.name()).map(NetworkInterface::subnet).orElse(""), vpc);
        stored = new StoredPool(node, vpc, newInterfaces);
        pool = stored.pool(newInterfaces.ec2(node.name(), finder, vpc, placement.candidates()));
    }

    /**
     * @param interfaces as they should be, by device number
     * @param assigned   addresses to be written into pods
     * @param waiting    pods that got none
     * @param decision   the last one
     * @param shortage   why the pods that wait get none
     * @param notes      what a reader of the pool should know
     * @param again      when time alone changes something
     * @param more       whether the pool would do more in its next turn
     */
    record Plan(List<NetworkInterface> interfaces, Map<Pod, Ip> assigned, List<Pod> waiting, Decision decision, Optional<Shortage> shortage,
                List<String> notes, Optional<Instant> again, boolean more) {}

    /** How much the pool may do now; pods get what is free in any case. */
    enum Turn {
        /** Nothing: its time has not come. */
        NONE,
        /** What one turn of ipamd's loop does. */
        ONE,
        /** Turn after turn, until one changes nothing; taking an interface away is the last thing for now. */
        UNTIL_SETTLED
    }

    Plan plan(Turn turn) {
        giveBack();
        adopt();
        boolean runs = stored.agentDown().isEmpty() && !stored.unattached();
        if (turn != Turn.NONE && runs) {
            if (stored.restarted()) {
                pool.start();
            }
            pool.leaveExcluded(now);
        }
        Decision decision = !runs ? decide() : switch (turn) {
            case NONE -> look();
            case ONE -> turnOnce();
            case UNTIL_SETTLED -> settle();
        };
        Optional<Instant> again = decision.again().map(at -> at.plus(AddressPool.TICK));
        if (turn != Turn.NONE && (decision.action().isPresent() || refusal.isPresent())) {
            again = WarmPool.earliest(again, Optional.of(now.plus(ROUND)));
        }
        List<Pod> waiting = node.pods().stream().filter(this::needsAddress).filter(pod -> !assigned.containsKey(pod)).toList();
        if (!waiting.isEmpty() || pool.interfaces().size() > 1) {
            again = WarmPool.earliest(again, pool.restEnds(now)); // a cooling address keeps a pod waiting, or an interface attached
        }
        notes.addAll(placement.notes());
        boolean more = decision.action().isPresent() || refusal.isPresent();
        return new Plan(stored.interfaces(pool, now), assigned, waiting, decision, Shortage.of(decision, refusal, node.prefixMode(),
                placement.candidates().stream().map(finder::map).toList()), notes, again, more);
    }

    private Decision look() {
        assign();
        return decide();
    }

    private Decision turnOnce() {
        assign();
        PoolState before = pool.state(now);
        Decision size = WarmPool.size(before, node.settings().pool(), now, Arithmetic.dropped());
        if (size.attaching()) {
            return look();
        }
        carryOut(size.action());
        carryOut(SpareInterface.decide(before, pool.state(now), node.settings().pool(), now, Arithmetic.dropped()).action());
        return look();
    }

    private Decision settle() {
        Decision decision;
        do {
            decision = look();
        } while (carryOut(decision.action()) && decision.action().filter(Action.Detach.class::isInstance).isEmpty());
        return decision;
    }

    /** @return whether anything changed */
    private boolean carryOut(Optional<Action> action) {
        Optional<Outcome> outcome = action.map(what -> pool.carryOut(what, now));
        outcome.flatMap(Outcome::refusal).ifPresent(why -> refusal = Optional.of(why));
        return outcome.filter(Outcome::changed).isPresent();
    }

    /** @return the decision for the node as it is in the plan now */
    Decision decide() {
        if (stored.unattached()) {
            return new Decision(Optional.empty(), Optional.of(Shortage.NO_INTERFACE), List.of(), Optional.empty());
        }
        if (stored.agentDown().isPresent()) {
            return new Decision(Optional.empty(), Optional.of(Shortage.AGENT_DOWN), List.of(stored.agentDown().get()), Optional.empty());
        }
        return WarmPool.decide(pool.state(now), node.settings().pool(), now);
    }

    /** An address is given back when its pod is gone, has finished, or has another address. */
    private void giveBack() {
        Map<String, Pod> byUid = new LinkedHashMap<>();
        node.pods().forEach(pod -> byUid.put(pod.uid(), pod));
        pool.eachSlot((of, slot) -> {
            for (int index = 0; index < slot.size(); index++) {
                Holder holder = slot.holder(index);
                if (holder != null && !held(byUid.get(holder.uid()), slot.ip(index))) {
                    pool.release(slot, index, now);
                }
            }
        });
    }

    private static boolean held(Pod pod, Ip ip) {
        return pod != null && pod.hasOwnNetwork() && (pod.ips().isEmpty() || pod.ips().contains(ip));
    }

    /** A pod whose address somebody else wrote keeps it; if the address is on an interface of the node, it is held from now on. */
    private void adopt() {
        for (Pod pod : node.pods()) {
            if (pod.hasOwnNetwork()) {
                pod.ips().stream().filter(Ip::isV4).forEach(ip -> adopt(pod, ip));
            }
        }
    }

    private void adopt(Pod pod, Ip ip) {
        String who = "pod " + pod.key().qualifiedName() + " has " + ip;
        if (vpc.interfacesOf(node.name()).stream().anyMatch(of -> of.primary().filter(ip::equals).isPresent())) {
            notes.add(who + ", which is the primary address of an interface");
            return;
        }
        Optional<Slot> here = pool.slotOf(ip);
        if (here.isEmpty()) {
            notes.add(who + vpc.holderOf(ip).map(of -> ", which is on " + of.id() + " of node " + of.node())
                    .orElse(vpc.contains(ip) ? ", which is on no interface" : ", which is outside the VPC"));
            return;
        }
        int index = here.get().index(ip);
        Holder holder = here.get().holder(index);
        if (holder == null) {
            pool.hold(here.get(), index, holder(pod));
        } else if (!holder.uid().equals(pod.uid())) {
            notes.add(who + ", which " + holder.namespace() + "/" + holder.name() + " holds");
        }
    }

    private boolean needsAddress(Pod pod) {
        return pod.hasOwnNetwork() && !pod.terminating() && pod.ips().isEmpty();
    }

    private void assign() {
        if (stored.agentDown().isPresent()) {
            return;
        }
        for (Pod pod : node.pods()) {
            if (needsAddress(pod) && !assigned.containsKey(pod)) {
                pool.assign(holder(pod), now).ifPresent(ip -> assigned.put(pod, ip));
            }
        }
    }

    private static Holder holder(Pod pod) {
        return new Holder(pod.key().namespace(), pod.key().name(), pod.uid());
    }
}
