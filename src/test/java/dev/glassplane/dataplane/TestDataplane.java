package dev.glassplane.dataplane;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.linux.entry.Entries;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A reconciler for tests of programmers: nodes have their InternalIPs, and pods the small network of {@link PodWires}. */
public final class TestDataplane {

    private final Reconciler reconciler;

    /** @param programmer what is tested */
    public TestDataplane(NodeProgrammer<?, ?> programmer) {
        this(List.of(programmer));
    }

    /** @param programmers what is tested, beside the small network of pods */
    public TestDataplane(List<NodeProgrammer<?, ?>> programmers) {
        this(Stream.concat(Stream.of(new PodWires()), programmers.stream()).toList(), (node, image) -> node.internalIps());
    }

    /** The tables that these programmers make, in this order. */
    public TestDataplane(List<NodeProgrammer<?, ?>> programmers, NodeAddressSource addresses) {
        reconciler = new Reconciler(programmers, addresses);
    }

    /** Brings the tables to the image. */
    public TestDataplane publish(ClusterDelta delta, ClusterImage image) {
        reconciler.publish(delta, image);
        return this;
    }

    /** Brings the tables to the image as if all of it were new. */
    public TestDataplane publishAll(ClusterImage image) {
        return publish(new ClusterDelta(true, Set.of()), image);
    }

    /** Drops what was computed and computes it again. */
    public void recompute() {
        reconciler.recompute();
    }

    /** @return the engine of edited images over these tables */
    public WhatIf whatIf() {
        return new WhatIfs(reconciler);
    }

    /** @return the newest tables */
    public Dataplane current() {
        return reconciler.current();
    }

    /** @return everything that tools print on each node, its keyed entries with their origins, its kernel settings and pods */
    public static Map<String, String> dumps(Dataplane dataplane) {
        Map<String, String> dumps = new TreeMap<>();
        dataplane.nodes().forEach((name, state) -> {
            StringBuilder text = new StringBuilder();
            Stream.of(Dump.values()).forEach(dump -> text.append(dump.text(state.host())));
            Entries entries = state.host().entries();
            entries.tables().stream().flatMap(table -> entries.all(table).stream()).map(Object::toString).sorted().forEach(text::append);
            text.append(new TreeMap<>(state.host().sysctls())).append(new TreeMap<>(state.pods()).keySet());
            dumps.put(name, text.toString());
        });
        return dumps;
    }
}
