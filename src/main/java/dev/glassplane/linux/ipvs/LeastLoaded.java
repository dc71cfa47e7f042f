package dev.glassplane.linux.ipvs;

import dev.glassplane.net.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code lc}, {@code wlc}, {@code sed}, {@code nq}: whoever has least to do for its weight; of equals the first in the list.
 *
 * <p>Shares: under steady load and with connections that last alike, loads level out in proportion to the weights, and so do new connections.
 * {@code sed} and {@code nq} look at active connections only, and UDP has none: there the first one of the highest weight gets everything.
 */
final class LeastLoaded implements SchedulerRule {

    private static final int SHOWN_MAX = 8;

    private final Scheduler scheduler;

    LeastLoaded(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public Optional<Scheduled> schedule(List<Destination> list, Request request, Chance chance) {
        List<Destination> usable = Destination.usable(list);
        if (usable.isEmpty()) {
            return Optional.empty();
        }
        Destination least = choose(usable);
        String turn = scheduler.word() + ": " + evidence(usable, least);
        boolean blind = request.protocol() == Protocol.UDP && (scheduler == Scheduler.SED || scheduler == Scheduler.NQ);
        if (blind) {
            return Optional.of(Scheduled.certain(least, turn + "; UDP is never active, so it is always this one"));
        }
        Offer offer = scheduler == Scheduler.LC ? Offer.equal(usable, least) : Offer.byWeight(usable, least);
        return Optional.of(offer.ask(chance, turn, scheduler.word() + ": under load, with connections that last alike, "
                + (scheduler == Scheduler.LC ? "everyone gets as many" : "everyone gets as many as its weight says")));
    }

    private Destination choose(List<Destination> usable) {
        if (scheduler == Scheduler.NQ) {
            Optional<Destination> idle = usable.stream().filter(candidate -> candidate.active() == 0).findFirst();
            if (idle.isPresent()) {
                return idle.get();
            }
        }
        Destination least = usable.getFirst();
        for (Destination candidate : usable) {
            if (load(least) * divisor(candidate) > load(candidate) * divisor(least)) {
                least = candidate;
            }
        }
        return least;
    }

    /** @return the first of the smallest overhead by weight, as {@code wlc} finds it; empty if nobody may be chosen */
    static Optional<Destination> weighted(List<Destination> list) {
        List<Destination> usable = Destination.usable(list);
        return usable.isEmpty() ? Optional.empty() : Optional.of(new LeastLoaded(Scheduler.WLC).choose(usable));
    }

    private long load(Destination candidate) {
        return switch (scheduler) {
            case SED, NQ -> candidate.active() + 1L;
            default -> candidate.overhead();
        };
    }

    private long divisor(Destination candidate) {
        return scheduler == Scheduler.LC ? 1 : candidate.weight();
    }

    private String evidence(List<Destination> usable, Destination least) {
        if (scheduler == Scheduler.NQ && least.active() == 0) {
            return "the first without an active connection";
        }
        String what = switch (scheduler) {
            case LC -> "smallest 257*active + inactive";
            case WLC -> "smallest (257*active + inactive)/weight";
            default -> "smallest (active + 1)/weight";
        };
        String loads = usable.stream().limit(SHOWN_MAX).map(candidate -> candidate.address() + " " + load(candidate)
                + (scheduler == Scheduler.LC ? "" : "/" + candidate.weight())).collect(Collectors.joining(", "));
        boolean tie = usable.stream().anyMatch(other -> other != least && load(other) * divisor(least) == load(least) * divisor(other));
        return what + (tie ? ", first of equals" : "") + ": " + loads + (usable.size() > SHOWN_MAX ? " and " + (usable.size() - SHOWN_MAX) + " more" : "");
    }
}
