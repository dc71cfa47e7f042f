package dev.glassplane.dataplane;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.image.ImagePublisher;
import dev.glassplane.image.Node;
import dev.glassplane.image.ReadyCheck;
import dev.glassplane.store.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Keeps every node's tables up to date: hears of images, asks the programmers for what changed, and publishes one {@link Dataplane} an
 * image. A programmer that fails keeps the last state of what failed; {@code /readyz} then says so.
 */
@Component
@Order(Reconciler.ORDER)
final class Reconciler implements ImagePublisher, DataplaneSource, ReadyCheck {

    /** Place among the publishers. */
    static final int ORDER = 100;
    /** Failures that one message names. */
    private static final int FAILURES_SHOWN = 5;
    private static final ClusterDelta EVERYTHING = new ClusterDelta(true, Set.of());
    private static final Logger LOGGER = LoggerFactory.getLogger(Reconciler.class);

    private final List<NodeProgrammer<?, ?>> programmers;
    private final NodeAddressSource addresses;
    private final Object published = new Object();
    private List<Programming<?, ?>> work;
    private SortedMap<String, NodeFacts> facts = new TreeMap<>();
    private volatile Dataplane dataplane =
            new Dataplane(Revision.ZERO, ClusterImage.EMPTY, new NodeStates(new TreeMap<>(), List.of()));
    private volatile List<String> failures = List.of();
    private volatile boolean started;

    @Autowired
    Reconciler(ObjectProvider<NodeProgrammer<?, ?>> programmers, ObjectProvider<NodeAddressSource> addresses) {
        this(programmers.orderedStream().toList(), addresses.getIfAvailable(() -> (node, image) -> node.internalIps()));
    }

    Reconciler(List<NodeProgrammer<?, ?>> programmers, NodeAddressSource addresses) {
        this.programmers = List.copyOf(programmers);
        this.addresses = addresses;
        this.work = begin();
    }

    private List<Programming<?, ?>> begin() {
        List<Programming<?, ?>> fresh = new ArrayList<>();
        programmers.forEach(programmer -> fresh.add(new Programming<>(programmer, (what, e) ->
                LOGGER.error("programming failed ({}); the nodes keep what they had of it", what, e))));
        return fresh;
    }

    @Override
    public synchronized void publish(ClusterDelta delta, ClusterImage image) {
        facts = facts(delta, image);
        advance(delta, image, ((NodeStates) dataplane.nodes())::next);
    }

    /** Forgets everything computed so far and computes it again from the current image. */
    synchronized void recompute() {
        work = begin();
        ClusterImage image = dataplane.image();
        facts = facts(EVERYTHING, image);
        advance(EVERYTHING, image, NodeStates::new);
    }

    /**
     * The tables that would follow from an edited image; nothing is published, and a failure is not kept but thrown. Programmers for which
     * settings and nodes stay the same work on from what is there; the others compute all, without holding up publication.
     *
     * @throws IllegalStateException if a programmer failed
     */
    Dataplane hypothetical(Dataplane from, ImageEdit edit) {
        ClusterImage image = edit.applyTo(from.image());
        List<Programming<?, ?>> begun = new ArrayList<>();
        List<Programming<?, ?>> whole = new ArrayList<>();
        SortedMap<String, NodeFacts> edited;
        synchronized (this) {
            boolean newest = from == dataplane;
            edited = facts(newest ? edit.delta() : EVERYTHING, image);
            for (Programming<?, ?> programming : work) {
                var near = newest ? programming.branch(image, edited.values()) : Optional.<Programming<?, ?>>empty();
                near.ifPresent(branch -> branch.advance(edit.delta(), image, edited.values()));
                Programming<?, ?> next = near.isPresent() ? near.get() : programming.blank();
                if (near.isEmpty()) {
                    whole.add(next);
                }
                begun.add(next);
            }
        }
        whole.forEach(programming -> programming.advance(EVERYTHING, image, edited.values()));
        List<String> failed = begun.stream().flatMap(programming -> programming.failures().stream()).toList();
        if (!failed.isEmpty()) {
            throw new IllegalStateException("the edited cluster cannot be programmed: " + failed.getFirst());
        }
        List<ProgrammedTables<?>> tables = new ArrayList<>();
        begun.forEach(programming -> tables.add(programming.tables()));
        return new Dataplane(from.revision(), image, ((NodeStates) from.nodes()).next(edited, tables));
    }

    /**
     * @param after   what came out
     * @param changed nodes whose tables differ from before
     */
    record Comparison(Dataplane after, List<String> changed) {}

    /** As {@link #recompute}, and compares what every tool prints before and after. */
    synchronized Comparison recomputeAndCompare() {
        Dataplane before = dataplane;
        recompute();
        Dataplane after = dataplane;
        return new Comparison(after, after.nodes().keySet().stream().filter(name -> differs(before.nodes().get(name), after.nodes().get(name))).toList());
    }

    private static boolean differs(NodeState before, NodeState after) {
        for (Dump dump : Dump.values()) {
            if (!dump.text(before.host()).equals(dump.text(after.host()))) {
                return true;
            }
        }
        return !before.host().sysctls().equals(after.host().sysctls()) || !before.pods().keySet().equals(after.pods().keySet());
    }

    /** How the states of an image are made from its nodes and tables. */
    private interface States {
        NodeStates of(SortedMap<String, NodeFacts> nodes, List<ProgrammedTables<?>> tables);
    }

    private void advance(ClusterDelta delta, ClusterImage image, States states) {
        List<String> failed = new ArrayList<>();
        for (Programming<?, ?> programming : work) {
            try {
                programming.advance(delta, image, facts.values());
            } catch (RuntimeException e) {
                failed.add(e.toString());
            }
            failed.addAll(programming.failures());
        }
        List<ProgrammedTables<?>> tables = new ArrayList<>();
        work.forEach(programming -> tables.add(programming.tables()));
        NodeStates nodes = states.of(facts, tables);
        failures = List.copyOf(failed);
        synchronized (published) {
            dataplane = new Dataplane(image.revision(), image, nodes);
            started = true;
            published.notifyAll();
        }
    }

    /** A node whose facts are as before keeps its record. */
    private SortedMap<String, NodeFacts> facts(ClusterDelta delta, ClusterImage image) {
        boolean stale = delta.full() || delta.touched().stream().anyMatch(key -> key.resource().equals("nodes") || addresses.reads(key.resource()));
        if (!stale) {
            return facts;
        }
        SortedMap<String, NodeFacts> next = new TreeMap<>();
        for (Node node : image.nodes().values()) {
            NodeFacts now = new NodeFacts(node, addresses.addresses(node, image));
            NodeFacts known = facts.get(node.name());
            next.put(node.name(), now.equals(known) ? known : now);
        }
        return next.equals(facts) ? facts : next;
    }

    @Override
    public Dataplane current() {
        return dataplane;
    }

    @Override
    public Dataplane atLeast(Revision revision, Duration timeout) throws TimeoutException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        synchronized (published) {
            while (!started || dataplane.revision().compareTo(revision) < 0) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new TimeoutException("no tables of revision " + revision + " within " + timeout + ": the newest are of revision "
                            + dataplane.revision());
                }
                TimeUnit.NANOSECONDS.timedWait(published, left);
            }
            return dataplane;
        }
    }

    @Override
    public String name() {
        return "dataplane";
    }

    @Override
    public boolean ok() {
        return started && failures.isEmpty();
    }

    @Override
    public String message() {
        if (!started) {
            return "no tables yet";
        }
        List<String> all = failures;
        if (all.isEmpty()) {
            return "tables of " + dataplane.nodes().size() + " nodes at revision " + dataplane.revision();
        }
        String more = all.size() > FAILURES_SHOWN ? " and " + (all.size() - FAILURES_SHOWN) + " more" : "";
        return "tables are stale where programming failed: " + String.join("; ", all.subList(0, Math.min(all.size(), FAILURES_SHOWN))) + more;
    }
}
