package dev.glassplane.ipam;

import dev.glassplane.vpc.NetworkInterface.Holder;
import dev.glassplane.vpc.Subnet;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A node of a plan: its pool, driven by the same decisions as a node of the cluster, and the pods that wait for an address. */
final class SimulatedNode {

    /** ipamd looks at the pool this often. */
    private static final long LOOP_MILLIS = 5_000;

    final int number;
    final int room;
    final List<Subnet> candidates;
    final boolean prefixes;
    private final AddressPool pool;
    private final PlanSpec.Setting setting;
    private final long offset;
    private final Deque<SimulatedPod> waiting = new ArrayDeque<>();
    private Optional<Ec2.Refusal> refusal = Optional.empty();
    private Optional<Instant> turnAt = Optional.empty();
    int pods;
    /** When the simulation looks at it next; later times in the queue are void. */
    Instant scheduled;

    /**
     * @param room       pods of the pod network that kubelet admits
     * @param candidates subnets of new interfaces
     * @param prefixes   whether its slots hold prefixes
     */
    SimulatedNode(int number, int room, List<Subnet> candidates, boolean prefixes, AddressPool pool, PlanSpec.Setting setting) {
        this.number = number;
        this.room = room;
        this.candidates = candidates;
        this.prefixes = prefixes;
        this.pool = pool;
        this.setting = setting;
        offset = number * 7_919L % LOOP_MILLIS;
    }

    AddressPool pool() {
        return pool;
    }

    int waiting() {
        return waiting.size();
    }

    Optional<Ec2.Refusal> refusal() {
        return refusal;
    }

    private boolean runs() {
        return setting.settings().starts();
    }

    /** aws-node starts: it looks at the pool at once. */
    void start(Instant now) {
        turnAt = runs() ? turn(now) : Optional.empty();
    }

    /** @return whether the pod got an address at once; otherwise it waits */
    boolean place(SimulatedPod pod, Instant now) {
        pods++;
        pod.node = this;
        pod.addressed = waiting.isEmpty() && runs() && pool.assign(holder(pod), now).isPresent();
        if (!pod.addressed) {
            waiting.add(pod);
        }
        wakeAtNextBeat(now);
        return pod.addressed;
    }

    void remove(SimulatedPod pod, Instant now) {
        pods--;
        if (pod.addressed) {
            pool.release(pod.uid(), now);
        } else {
            waiting.remove(pod);
        }
        wakeAtNextBeat(now);
    }

    private void wakeAtNextBeat(Instant now) {
        turnAt = WarmPool.earliest(turnAt, Optional.of(beatAfter(now)));
    }

    /** Lets time act: a turn of the pool's loop if its time has come, and addresses for those who wait. */
    void look(Instant now, Consumer<SimulatedPod> addressed) {
        if (turnAt.isPresent() && !now.isBefore(turnAt.get())) {
            turnAt = runs() ? turn(now) : Optional.empty();
        }
        Iterator<SimulatedPod> pods = waiting.iterator();
        while (runs() && pods.hasNext()) {
            SimulatedPod pod = pods.next();
            pod.addressed = pool.assign(holder(pod), now).isPresent();
            if (!pod.addressed) {
                break;
            }
            pods.remove();
            addressed.accept(pod);
            wakeAtNextBeat(now);
        }
    }

    /** @return when the next turn can matter */
    private Optional<Instant> turn(Instant now) {
        PoolState before = pool.state(now);
        Decision size = WarmPool.size(before, setting.settings().pool(), now, Arithmetic.dropped());
        boolean changed = carryOut(size, now);
        PoolState after = changed ? pool.state(now) : before;
        if (!changed && size.attaching()) {
            return size.again().map(this::beatAfter);
        }
        Decision spare = SpareInterface.decide(before, after, setting.settings().pool(), now, Arithmetic.dropped());
        changed |= spare.action().isPresent() && pool.carryOut(spare.action().get(), now).changed();
        if (changed || refusal.isPresent()) {
            return Optional.of(beatAfter(now));
        }
        Optional<Instant> again = WarmPool.earliest(size.again(), spare.again()).map(this::beatAfter);
        return idle(after) ? WarmPool.earliest(again, pool.restEnds(now).map(this::beatAfter)) : again;
    }

    /** Whether an interface without pods waits only for its addresses to have rested. */
    private static boolean idle(PoolState state) {
        for (PoolState.Interface of : state.interfaces()) {
            if (of.device() > 0 && of.pods() == 0 && of.cooling() > 0) {
                return true;
            }
        }
        return false;
    }

    private boolean carryOut(Decision decision, Instant now) {
        if (decision.action().isEmpty()) {
            if (decision.shortage().filter(why -> why == Shortage.BACK_OFF).isEmpty()) {
                refusal = Optional.empty();
            }
            return false;
        }
        AddressPool.Outcome outcome = pool.carryOut(decision.action().get(), now);
        refusal = outcome.refusal();
        return outcome.changed();
    }

    /** @return when to look next, if nothing happens before */
    Optional<Instant> next(Instant now) {
        return waiting.isEmpty() ? turnAt : WarmPool.earliest(turnAt, pool.restEnds(now));
    }

    /** @return the decision on the pool as it is, with its arithmetic */
    Decision explain(Instant now) {
        return runs() ? WarmPool.decide(pool.state(now), setting.settings().pool(), now)
                : new Decision(Optional.empty(), Optional.of(Shortage.AGENT_DOWN), List.of(), Optional.empty());
    }

    private Instant beatAfter(Instant time) {
        long millis = time.toEpochMilli() - offset;
        return Instant.ofEpochMilli((millis / LOOP_MILLIS + 1) * LOOP_MILLIS + offset);
    }

    private static Holder holder(SimulatedPod pod) {
        return new Holder("plan", pod.uid(), pod.uid());
    }
}
