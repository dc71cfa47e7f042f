package dev.glassplane.trace.whynot;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.model.End;
import dev.glassplane.trace.model.Hop;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Reply;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.TraceRequest;
import dev.glassplane.trace.walk.Tracing;
import dev.glassplane.trace.whynot.WhyNot.Blocker;
import dev.glassplane.trace.whynot.WhyNot.Remedy;
import dev.glassplane.vpc.firewall.Ruling;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Tries edits, fewest first, until the packet arrives: an edit that only moves the obstacle is the start of the next try. */
public final class Search {

    /** Edits of one remedy. */
    static final int EDITS_MAX = 3;
    /** Edits that one search tries. */
    static final int TRIED_MAX = 32;
    /** Remedies that one answer lists. */
    static final int REMEDIES_MAX = 5;

    /** The cluster with some objects edited in thought. */
    @FunctionalInterface
    public interface Worlds {
        /** @return everything that a walk reads, after the edit */
        Network after(ImageEdit edit) throws TimeoutException, InterruptedException;
    }

    private final TraceRequest request;
    private final Worlds worlds;
    private final List<Blocker> blockers = new ArrayList<>();
    private final List<List<Fix>> found = new ArrayList<>();
    private int tried;

    private Search(TraceRequest request, Worlds worlds) {
        this.request = request.everyPath();
        this.worlds = worlds;
    }

    /** @return what stands in the way of the request's packet; none if every path arrives and is answered */
    public static WhyNot run(TraceRequest request, Worlds worlds) throws TimeoutException, InterruptedException {
        return new Search(request, worlds).run();
    }

    /** What keeps a path from arriving, and the filter of the VPC that does, if one does; how the walk ended, and where. */
    private record Obstacle(Blocker blocker, Optional<Ruling> denied, Optional<End> end, Optional<Hop> last) {}

    private record State(List<Fix> fixes, Obstacle obstacle) {
        Blocker blocker() {
            return obstacle.blocker();
        }

        ImageEdit edit() {
            return fixes.stream().map(Fix::edit).reduce(ImageEdit.NONE, ImageEdit::and);
        }

        List<Fix> with(Fix fix) {
            List<Fix> more = new ArrayList<>(fixes);
            more.add(fix);
            return more;
        }
    }

    private WhyNot run() throws TimeoutException, InterruptedException {
        Deque<State> open = new ArrayDeque<>();
        Trace start = trace(ImageEdit.NONE);
        obstacle(start).ifPresent(first -> {
            blockers.add(first.blocker());
            open.add(new State(List.of(), first));
        });
        while (!open.isEmpty() && tried < TRIED_MAX && found.size() < REMEDIES_MAX) {
            State state = open.poll();
            if (!found.isEmpty() && state.fixes().size() >= found.getFirst().size()) {
                break; // more edits than a remedy needs
            }
            expand(state, start, open);
        }
        boolean complete = tried < TRIED_MAX && found.size() < REMEDIES_MAX;
        List<Remedy> remedies = new ArrayList<>();
        for (List<Fix> fixes : found) {
            remedies.add(OtherQuestions.remedy(fixes, request, worlds));
        }
        remedies.sort(Comparator.comparingInt((Remedy remedy) -> remedy.fixes().size()).thenComparingInt(remedy -> remedy.changed().size()));
        return new WhyNot(blockers, remedies, tried, complete);
    }

    private void expand(State state, Trace start, Deque<State> open) throws TimeoutException, InterruptedException {
        Network network = worlds.after(state.edit());
        ClusterImage image = network.dataplane().image();
        List<Fix> candidates = new ArrayList<>();
        state.obstacle().denied().ifPresent(ruling -> candidates.addAll(FilterFixes.of(image, network.fabric(), ruling)));
        candidates.addAll(PolicyFixes.of(network, state.obstacle().end(), state.obstacle().last()));
        start.packet().flatMap(packet -> Suspect.of(packet, image)).ifPresent(suspect -> {
            candidates.addAll(EndpointFixes.of(image, suspect));
            candidates.addAll(ServiceFixes.of(image, suspect));
        });
        for (Fix fix : candidates) {
            if (tried == TRIED_MAX || found.size() == REMEDIES_MAX) {
                return;
            }
            tried++;
            State next = new State(state.with(fix), state.obstacle());
            Optional<Obstacle> left = obstacle(trace(next.edit()));
            if (left.isEmpty()) {
                found.add(next.fixes());
            } else if (!left.get().blocker().equals(state.blocker()) && next.fixes().size() < EDITS_MAX) {
                open.add(new State(next.fixes(), left.get()));
                if (!blockers.contains(left.get().blocker())) {
                    blockers.add(left.get().blocker());
                }
            }
        }
    }

    private Trace trace(ImageEdit edit) throws TimeoutException, InterruptedException {
        return Tracing.answer(request, worlds.after(edit));
    }

    /** What keeps the first path that fails from arriving, or its answer from coming back. */
    private static Optional<Obstacle> obstacle(Trace trace) {
        if (trace.refusal().isPresent()) {
            return Optional.of(new Obstacle(new Blocker(trace.outcome(), Optional.empty(), "", "", trace.refusal().get()), Optional.empty(), Optional.empty(), Optional.empty()));
        }
        return trace.paths().stream().flatMap(path -> obstacle(path).stream()).findFirst();
    }

    private static Optional<Obstacle> obstacle(Path path) {
        if (path.delivered().isEmpty()) {
            return Optional.of(obstacle(path.there().end(), path.there().hops().getLast()));
        }
        return path.reply().filter(reply -> !reply.returned()).map((Reply reply) -> obstacle(reply.end(), reply.leg().hops().getLast()));
    }

    private static Obstacle obstacle(End end, Hop last) {
        Optional<Ruling> denied = last.denied();
        Blocker blocker = blocker(end, last.device().toString());
        return new Obstacle(denied.map(ruling -> new Blocker(blocker.outcome(), blocker.code(), blocker.device(), ruling.objects(), blocker.sentence()))
                .orElse(blocker), denied, Optional.of(end), Optional.of(last));
    }

    private static Blocker blocker(End end, String device) {
        return new Blocker(end.outcome(), end.code(), device, end.rule().map(rule -> rule.origin().object()).orElse(""), end.sentence());
    }
}
