package dev.glassplane.linux.ipvs;

import dev.glassplane.net.IpPort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A virtual server at work: its list of real servers in kernel order, and its scheduler. Follows what is programmed. */
final class ServiceState {

    private static final Duration TRASH = Duration.ofSeconds(120);

    /** A removed real server, which comes back with its counts if it is added again in time. */
    private record Trashed(Destination destination, Instant at) {}

    private final List<Destination> list = new ArrayList<>();
    private final Map<IpPort, Trashed> trash = new HashMap<>();
    private SchedulerRule rule;
    private VirtualServer programmed;

    ServiceState(VirtualServer server, Instant now) {
        follow(server, now);
    }

    Optional<Scheduled> schedule(SchedulerRule.Request request, Chance chance) {
        return rule.schedule(list, request, chance);
    }

    List<Destination> list() {
        return list;
    }

    /** @return real servers that were removed by this */
    List<Destination> follow(VirtualServer server, Instant now) {
        if (server == programmed || server.equals(programmed)) {
            return List.of();
        }
        boolean other = programmed == null || server.scheduler() != programmed.scheduler() || !server.flags().equals(programmed.flags());
        if (other) {
            rule = SchedulerRule.of(server.scheduler(), server.flags());
        }
        Map<IpPort, RealServer> wanted = server.realServers().stream().collect(Collectors.toMap(RealServer::address, Function.identity()));
        List<Destination> gone = removeOthers(wanted, now);
        edit(wanted);
        add(server.realServers(), now, other);
        programmed = server;
        return gone;
    }

    private List<Destination> removeOthers(Map<IpPort, RealServer> wanted, Instant now) {
        List<Destination> gone = list.stream().filter(destination -> !wanted.containsKey(destination.address())).toList();
        for (Destination destination : gone) {
            int at = list.indexOf(destination);
            list.remove(at);
            destination.remove();
            trash.put(destination.address(), new Trashed(destination, now));
            rule.removed(list, destination, at);
        }
        return gone;
    }

    private void edit(Map<IpPort, RealServer> wanted) {
        boolean changed = false;
        for (Destination destination : list) {
            RealServer server = wanted.get(destination.address());
            changed |= !server.equals(destination.server());
            destination.edit(server);
        }
        if (changed) {
            rule.edited(list);
        }
    }

    private void add(List<RealServer> servers, Instant now, boolean fresh) {
        int before = list.size();
        for (RealServer server : servers) {
            if (list.stream().noneMatch(known -> known.address().equals(server.address()))) {
                list.addFirst(revived(server, now));
            }
        }
        if (fresh || list.size() > before) {
            rule.added(list, list.size() - before);
        }
    }

    private Destination revived(RealServer server, Instant now) {
        Trashed old = trash.remove(server.address());
        boolean kept = old != null && (old.destination().total() > 0 || old.at().plus(TRASH).isAfter(now));
        Destination destination = kept ? old.destination() : new Destination(server);
        destination.edit(server);
        return destination;
    }
}
