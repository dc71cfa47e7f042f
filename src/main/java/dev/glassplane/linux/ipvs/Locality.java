package dev.glassplane.linux.ipvs;

import dev.glassplane.net.Ip;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code lblc}: a destination address stays with its server until that one is loaded and another is not. One address, one server. */
final class Locality implements SchedulerRule {

    /** How long a destination is remembered after its last use ({@code net.ipv4.vs.lblc_expiration}). */
    static final Duration EXPIRATION = Duration.ofHours(24);

    private record Remembered(Destination server, Instant used) {}

    private final Map<Ip, Remembered> remembered = new HashMap<>();

    @Override
    public Optional<Scheduled> schedule(List<Destination> list, Request request, Chance chance) {
        Remembered known = remembered.get(request.destination());
        boolean fresh = known != null && known.used().plus(EXPIRATION).isAfter(request.now());
        Optional<Scheduled> scheduled = fresh && known.server().weight() > 0 && !known.server().removed() && !loaded(known.server(), list)
                ? Optional.of(Scheduled.certain(known.server(), "lblc: " + request.destination() + " stays with its server, which is not loaded"))
                : LeastLoaded.weighted(list).map(least -> Scheduled.certain(least, "lblc: smallest (257*active + inactive)/weight, first of equals; "
                        + request.destination() + " stays with it until it is loaded and another is not"));
        scheduled.ifPresent(chosen -> remembered.put(request.destination(), new Remembered(chosen.to(), request.now())));
        return scheduled;
    }

    /** More active connections than its weight, while somebody has fewer than half of its own. */
    static boolean loaded(Destination server, List<Destination> list) {
        return server.active() > server.weight() && list.stream().anyMatch(other -> 2 * other.active() < other.weight());
    }

    @Override
    public void removed(List<Destination> list, Destination gone, int at) {
        remembered.values().removeIf(entry -> entry.server() == gone);
    }
}
