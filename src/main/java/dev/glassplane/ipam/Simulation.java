package dev.glassplane.ipam;

import dev.glassplane.ipam.PlanAnswer.SettingAnswer;
import dev.glassplane.ipam.PlanSpec.Group;
import dev.glassplane.ipam.PlanSpec.Setting;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.AddressFinder;
import dev.glassplane.vpc.Subnet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/**
 * One setting of a plan, run on a clock of its own: pods come and go on nodes whose pools decide as those of the cluster do. A pod goes to the
 * emptier of two nodes that are drawn, as a scheduler spreads pods without keeping nodes exactly level. The same plan gives the same answer.
 */
final class Simulation {

    /** Pods on the host network of every node: aws-node and kube-proxy; they count for kubelet and take no address. */
    static final int HOST_NETWORK_PODS = 2;
    /** More than this in one setting ends the plan with an error. */
    static final long EVENTS_MAX = 50_000_000;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long PROGRESS_EVERY = 20_000;

    private final PlanSpec plan;
    private final Setting setting;
    private final AddressFinder finder;
    private final SplittableRandom random;
    private final Map<String, Long> calls = new TreeMap<>();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final TreeSet<SimulatedNode> byLoad = new TreeSet<>(Comparator.<SimulatedNode>comparingInt(node -> node.pods)
            .thenComparingInt(node -> node.number));
    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final List<SimulatedPod> living = new ArrayList<>();
    private final Deque<SimulatedPod> unplaced = new ArrayDeque<>();
    private final SimulationRecord record;
    private long sequence;
    private long podsCreated;
    private int notStarted;
    private int wanted;
    private Duration each = Duration.ZERO;
    private Instant now = START;

    /** What happens at a time; events of one time happen in the order in which they were planned. */
    private record Event(Instant at, long order, Kind kind, SimulatedNode node, SimulatedPod pod, int number) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private enum Kind { STEP, ADJUST, END, LOOK, SAMPLE }

    Simulation(PlanSpec plan, Setting setting) {
        this.plan = plan;
        this.setting = setting;
        finder = new AddressFinder(plan.vpc(), OptionalLong.empty());
        random = new SplittableRandom(plan.seed());
        record = new SimulationRecord(START);
    }

    /**
     * @param progress  told the share of the time that is over, now and then
     * @param cancelled asked now and then
     * @throws CancellationException if it was cancelled
     */
    SettingAnswer run(DoubleConsumer progress, BooleanSupplier cancelled) {
        plan.groups().forEach(this::start);
        nodes.forEach(this::schedule);
        plan.steps().forEach(step -> plan(START.plus(step.at()), Kind.STEP, null, null, step.pods()));
        for (Duration at = Duration.ZERO; at.compareTo(plan.duration()) <= 0; at = at.plus(plan.sample())) {
            plan(START.plus(at), Kind.SAMPLE, null, null, 0);
        }
        Instant end = START.plus(plan.duration());
        long events = 0;
        while (!queue.isEmpty() && !queue.peek().at().isAfter(end)) {
            if (++events % PROGRESS_EVERY == 0) {
                progress.accept((double) Duration.between(START, now).toMillis() / plan.duration().toMillis());
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException();
                }
            }
            if (events > EVENTS_MAX) {
                throw new IllegalStateException("more than " + EVENTS_MAX + " events; expected a shorter duration, fewer pods or longer lives");
            }
            Event event = queue.poll();
            now = event.at();
            happen(event);
        }
        int maxPods = plan.groups().isEmpty() ? 0 : maxPods(plan.groups().getFirst());
        return record.answer(setting, maxPods, calls, podsCreated, waiting(), notStarted);
    }

    private int maxPods(Group group) {
        return group.maxPods().orElseGet(() -> plan.maxPods().on(group.type(), setting.settings().pool()).pods());
    }

    private void start(Group group) {
        for (int i = 0; i < group.count(); i++) {
            Optional<List<Ip>> primary = finder.take(group.subnet(), 1);
            if (primary.isEmpty()) {
                notStarted++;
                continue;
            }
            int number = nodes.size() + notStarted;
            boolean prefixes = setting.settings().pool().prefixesOn(group.type());
            List<Subnet> candidates = candidates(group);
            SubnetEc2 ec2 = new SubnetEc2(finder, plan.vpc().subnets(), candidates, device -> number + "/" + device,
                    plan.attachDelay(), calls);
            int maxPods = maxPods(group);
            AddressPool pool = new AddressPool(new PoolState.Limits(group.type().slotsPerInterface(), group.type().interfaces(), Set.of(), maxPods),
                    setting.settings().pool(), prefixes, PoolOrder.FIXED, ec2);
            boolean kept = setting.settings().pool().subnetDiscovery() && group.subnet().keptFromCni();
            pool.add(new PoolInterface(number + "/0", 0, group.subnet().id(), primary.get().getFirst(), kept, START, START));
            SimulatedNode node = new SimulatedNode(number, Math.max(0, maxPods - HOST_NETWORK_PODS), candidates, prefixes, pool, setting);
            nodes.add(node);
            byLoad.add(node);
            node.start(START);
        }
    }

    private List<Subnet> candidates(Group group) {
        return setting.settings().pool().customNetworking() ? group.podSubnet().stream().toList()
                : Placement.discovered(group.subnet(), plan.vpc(), setting.settings().pool());
    }

    private void plan(Instant at, Kind kind, SimulatedNode node, SimulatedPod pod, int number) {
        queue.add(new Event(at, sequence++, kind, node, pod, number));
    }

    private void happen(Event event) {
        switch (event.kind()) {
            case STEP -> {
                wanted = event.number();
                int change = Math.max(1, Math.abs(wanted - living.size()));
                each = plan.ramp().dividedBy(change);
                plan(now, Kind.ADJUST, null, null, wanted);
            }
            case ADJUST -> adjust(event.number());
            case END -> {
                if (event.pod().index >= 0) {
                    end(event.pod());
                    create();
                }
            }
            case LOOK -> {
                if (event.at().equals(event.node().scheduled)) {
                    event.node().scheduled = null;
                    event.node().look(now, this::addressed);
                    schedule(event.node());
                }
            }
            case SAMPLE -> record.sample(now, nodes, waiting(), calls, plan.vpc().subnets().values().stream().map(finder::map).toList());
        }
    }

    /** One pod more or less, until there are as many as wanted; a later step makes an earlier one void. */
    private void adjust(int goal) {
        if (goal != wanted || living.size() == wanted) {
            return;
        }
        if (living.size() < wanted) {
            create();
        } else {
            end(living.get(random.nextInt(living.size())));
        }
        plan(now.plus(each), Kind.ADJUST, null, null, goal);
    }

    private void create() {
        SimulatedPod pod = new SimulatedPod(podsCreated++, now);
        pod.index = living.size();
        living.add(pod);
        if (!plan.lifetime().isZero()) {
            double life = -Math.log(1 - random.nextDouble()) * plan.lifetime().toMillis();
            plan(now.plusMillis(Math.max(1, (long) life)), Kind.END, null, pod, 0);
        }
        place(pod);
    }

    private void place(SimulatedPod pod) {
        SimulatedNode node = choose();
        if (node == null) {
            unplaced.add(pod);
            record.unscheduled(pod, now);
            return;
        }
        byLoad.remove(node);
        boolean addressed = node.place(pod, now);
        byLoad.add(node);
        if (!addressed) {
            Decision decision = node.explain(now);
            record.waits(pod, now, Shortage.of(decision, node.refusal(), node.prefixes, node.candidates.stream().map(finder::map).toList()), decision);
        }
        schedule(node);
    }

    private SimulatedNode choose() {
        SimulatedNode chosen = null;
        for (int draw = 0; draw < 2 && !nodes.isEmpty(); draw++) {
            SimulatedNode drawn = nodes.get(random.nextInt(nodes.size()));
            boolean better = drawn.pods < drawn.room && (chosen == null || drawn.pods < chosen.pods);
            chosen = better ? drawn : chosen;
        }
        return chosen != null ? chosen : byLoad.stream().filter(other -> other.pods < other.room).findFirst().orElse(null);
    }

    private void end(SimulatedPod pod) {
        SimulatedPod last = living.removeLast();
        if (last != pod) {
            living.set(pod.index, last);
            last.index = pod.index;
        }
        pod.index = -1;
        SimulatedNode node = pod.node;
        if (node == null) {
            unplaced.remove(pod);
            return;
        }
        record.ended(pod, now);
        byLoad.remove(node);
        node.remove(pod, now);
        byLoad.add(node);
        schedule(node);
        if (!unplaced.isEmpty()) {
            place(unplaced.poll());
        }
    }

    private void addressed(SimulatedPod pod) {
        record.addressed(pod, now);
    }

    private void schedule(SimulatedNode node) {
        node.next(now).filter(at -> node.scheduled == null || at.isBefore(node.scheduled)).ifPresent(at -> {
            Instant soon = at.isAfter(now) ? at : now.plusMillis(1);
            node.scheduled = soon;
            plan(soon, Kind.LOOK, node, null, 0);
        });
    }

    private int waiting() {
        return nodes.stream().mapToInt(SimulatedNode::waiting).sum() + unplaced.size();
    }
}
