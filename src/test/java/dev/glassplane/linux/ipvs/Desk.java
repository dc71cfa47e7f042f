package dev.glassplane.linux.ipvs;

import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Protocol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One virtual server, asked for one connection after the other; each stays. Real servers are A, B, C: 10.244.1.10:8080, 10.244.2.10 and so on. */
final class Desk {

    static final Ip CLIENT = Ip.parse("10.244.1.5");
    private static final Ip VIRTUAL = Ip.parse("10.96.10.1");

    private final Scheduler scheduler;
    private final Set<SchedulerFlag> flags;
    private final ServiceState state;

    /** @param list in list order, so in the reverse order of adding: {@code A4 B3 C2}, a name and a weight */
    Desk(Scheduler scheduler, String list, SchedulerFlag... flags) {
        this.scheduler = scheduler;
        this.flags = Set.of(flags);
        this.state = new ServiceState(server(servers(list)), Instant.EPOCH);
    }

    static List<RealServer> servers(String list) {
        return list.isEmpty() ? List.of() : Arrays.stream(list.split(" ")).map(word ->
                RealServer.masquerading(address(word.charAt(0)), word.length() == 1 ? 1 : Integer.parseInt(word.substring(1)))).toList();
    }

    static IpPort address(char name) {
        return new IpPort(Ip.parse("10.244." + (name - 'A' + 1) + ".10"), 8080);
    }

    static char name(IpPort address) {
        return (char) ('A' + (address.ip().low() >>> 8 & 0xff) - 1);
    }

    private VirtualServer server(List<RealServer> headFirst) {
        return new VirtualServer(scheduler, flags, Optional.empty(), false, headFirst.reversed());
    }

    Desk with(char name, int active, int inactive) {
        destination(name).count(active, inactive);
        return this;
    }

    Desk thresholds(char name, int upper, int lower) {
        RealServer server = destination(name).server();
        List<RealServer> all = new ArrayList<>(state.list().stream().map(Destination::server).toList());
        all.set(all.indexOf(server), new RealServer(server.address(), server.weight(), Forwarding.MASQ, upper, lower));
        state.follow(server(all), Instant.EPOCH);
        return this;
    }

    Desk change(String list) {
        state.follow(server(servers(list)), Instant.EPOCH);
        return this;
    }

    Destination destination(char name) {
        return state.list().stream().filter(destination -> destination.address().equals(address(name))).findFirst().orElseThrow();
    }

    Optional<Scheduled> schedule(SchedulerRule.Request request) {
        return state.schedule(request, Chance.AS_SETTLED);
    }

    static SchedulerRule.Request from(String client, int port) {
        return new SchedulerRule.Request(Protocol.TCP, Ip.parse(client), port, VIRTUAL, Instant.EPOCH);
    }

    /** @return who got the connections, {@code -} for nobody */
    String tcp(int connections) {
        return connect(connections, Protocol.TCP, 1, 0);
    }

    String udp(int connections) {
        return connect(connections, Protocol.UDP, 0, 1);
    }

    private String connect(int connections, Protocol protocol, int active, int inactive) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < connections; i++) {
            Optional<Scheduled> scheduled = schedule(new SchedulerRule.Request(protocol, CLIENT, 49_152 + i, VIRTUAL, Instant.EPOCH));
            scheduled.ifPresent(choice -> choice.to().count(active, inactive));
            names.append(scheduled.map(choice -> name(choice.to().address())).orElse('-'));
        }
        return names.toString();
    }

    String ask(String client, int port) {
        return schedule(from(client, port)).map(choice -> String.valueOf(name(choice.to().address()))).orElse("-");
    }

    String askFor(String destination) {
        return schedule(new SchedulerRule.Request(Protocol.TCP, CLIENT, 40_000, Ip.parse(destination), Instant.EPOCH))
                .map(choice -> String.valueOf(name(choice.to().address()))).orElse("-");
    }
}
