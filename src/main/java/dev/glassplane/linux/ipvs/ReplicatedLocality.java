package dev.glassplane.linux.ipvs;

import dev.glassplane.net.Ip;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code lblcr}: a destination address stays with a set of servers, which grows under load and shrinks when nothing changed for a day. */
final class ReplicatedLocality implements SchedulerRule {

    private static final Duration EXPIRATION = Duration.ofHours(24);

    /** Servers of one destination, the latest first. */
    private static final class ServerSet {
        final List<Destination> servers = new ArrayList<>();
        Instant changed;
    }

    private final Map<Ip, ServerSet> sets = new HashMap<>();

    @Override
    public Optional<Scheduled> schedule(List<Destination> list, Request request, Chance chance) {
        ServerSet set = sets.computeIfAbsent(request.destination(), _ -> new ServerSet());
        Optional<Destination> inSet = LeastLoaded.weighted(set.servers);
        shrink(set, request.now());
        if (inSet.isPresent() && !Locality.loaded(inSet.get(), list)) {
            return Optional.of(Scheduled.certain(inSet.get(), "lblcr: " + request.destination() + " stays with the least loaded of its "
                    + set.servers.size() + " servers"));
        }
        Optional<Destination> least = LeastLoaded.weighted(list);
        least.filter(server -> !set.servers.contains(server)).ifPresent(server -> {
            set.servers.addFirst(server);
            set.changed = request.now();
        });
        return least.map(server -> Scheduled.certain(server, "lblcr: smallest (257*active + inactive)/weight of all, first of equals; it joins the servers of "
                + request.destination()));
    }

    /** Nothing changed for a day: the busiest server leaves the set. */
    private static void shrink(ServerSet set, Instant now) {
        if (set.servers.size() > 1 && set.changed.plus(EXPIRATION).isBefore(now)) {
            set.servers.stream().filter(server -> server.weight() > 0)
                    .max(Comparator.comparingDouble(server -> (double) server.overhead() / server.weight())).ifPresent(set.servers::remove);
            set.changed = now;
        }
    }

    @Override
    public void removed(List<Destination> list, Destination gone, int at) {
        sets.values().forEach(set -> set.servers.remove(gone));
    }
}
