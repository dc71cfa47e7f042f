package dev.glassplane.linux.ipvs;

import dev.glassplane.net.IpPort;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A virtual server, as whoever programs it last left it.
 *
 * @param scheduler   who picks
 * @param flags       its options; only {@code sh} and {@code mh} have any
 * @param persistence empty if each connection is scheduled
 * @param onePacket   each datagram is scheduled on its own ({@code ipvsadm -o}, UDP only)
 * @param realServers in the order in which they were added; the kernel puts each new one at the head of its list, so it tries the last one first
 */
public record VirtualServer(Scheduler scheduler, Set<SchedulerFlag> flags, Optional<Persistence> persistence, boolean onePacket,
                            List<RealServer> realServers) {

    public VirtualServer {
        flags = flags.isEmpty() ? Set.of() : java.util.Collections.unmodifiableSet(EnumSet.copyOf(flags));
        realServers = List.copyOf(realServers);
        if (!flags.isEmpty() && !scheduler.hasFlags()) {
            throw new IllegalArgumentException("scheduler " + scheduler.word() + " has no flags, found " + flags);
        }
        Set<IpPort> seen = new HashSet<>();
        for (RealServer server : realServers) {
            if (!seen.add(server.address())) {
                throw new IllegalArgumentException("real server " + server.address() + " is added twice");
            }
        }
    }

    /** @return a virtual server without flags and persistence */
    public static VirtualServer of(Scheduler scheduler, List<RealServer> realServers) {
        return new VirtualServer(scheduler, Set.of(), Optional.empty(), false, realServers);
    }

    /** @return the real servers as the kernel walks them: the last added first */
    public List<RealServer> listed() {
        return realServers.reversed();
    }
}
