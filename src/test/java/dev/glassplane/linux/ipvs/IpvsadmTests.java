package dev.glassplane.linux.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.entry.EntrySet;
import dev.glassplane.linux.ipvs.ConnectionState.Event;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Protocol;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What ipvsadm 1.31 prints, column by column. */
class IpvsadmTests {

    private static final Entries ENTRIES = Entries.of(List.of(EntrySet.EMPTY.with(List.of(
            service(Protocol.UDP, "10.100.0.10", 53, server(Scheduler.RR, Optional.empty(), false, Set.of(), "10.0.1.12")),
            service(Protocol.TCP, "10.100.0.10", 53, server(Scheduler.WLC, Optional.of(new Persistence(300, 24)), false, Set.of(), "10.0.1.12")),
            service(Protocol.TCP, "10.100.42.7", 80, server(Scheduler.RR, Optional.of(new Persistence(10_800, 32)), false, Set.of(), "10.0.2.11", "10.0.1.7")),
            service(Protocol.UDP, "10.100.0.30", 514, server(Scheduler.RR, Optional.empty(), true, Set.of())),
            service(Protocol.SCTP, "10.100.0.20", 3868,
                    server(Scheduler.SH, Optional.empty(), false, Set.of(SchedulerFlag.PORT, SchedulerFlag.FALLBACK), "10.0.2.11")),
            service(Protocol.TCP, "fd00:100::a", 53,
                    server(Scheduler.MH, Optional.of(new Persistence(10_800, 64)), false, Set.of(SchedulerFlag.PORT), "fd00:1::12"))))));

    private static VirtualServer server(Scheduler scheduler, Optional<Persistence> persistence, boolean onePacket, Set<SchedulerFlag> flags, String... servers) {
        return new VirtualServer(scheduler, flags, persistence, onePacket,
                Arrays.stream(servers).map(ip -> RealServer.masquerading(new IpPort(Ip.parse(ip), 8080), 1)).toList());
    }

    private static Entry<?, ?> service(Protocol protocol, String ip, int port, VirtualServer server) {
        return new Entry<>(VirtualServerTable.VIRTUAL_SERVERS, new VirtualServerKey(protocol, Ip.parse(ip), port), server, Origin.of("kube-proxy", "test"));
    }

    @Test
    void listing() {
        assertThat(Ipvsadm.list(ENTRIES)).isEqualTo("""
                IP Virtual Server version 1.2.1 (size=4096)
                Prot LocalAddress:Port Scheduler Flags
                  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
                TCP  10.100.0.10:53 wlc persistent 300 mask 255.255.255.0
                  -> 10.0.1.12:8080               Masq    1      0          0        \s
                TCP  10.100.42.7:80 rr persistent 10800
                  -> 10.0.1.7:8080                Masq    1      0          0        \s
                  -> 10.0.2.11:8080               Masq    1      0          0        \s
                UDP  10.100.0.10:53 rr
                  -> 10.0.1.12:8080               Masq    1      0          0        \s
                UDP  10.100.0.30:514 rr ops
                SCTP 10.100.0.20:3868 sh (sh-fallback,sh-port)
                  -> 10.0.2.11:8080               Masq    1      0          0        \s
                TCP  [fd00:100::a]:53 mh (mh-port) persistent 10800 mask 64
                  -> [fd00:1::12]:8080            Masq    1      0          0        \s
                """);
    }

    @Test
    void saving() {
        assertThat(Ipvsadm.save(ENTRIES)).isEqualTo("""
                -A -t 10.100.0.10:53 -s wlc -p 300 -M 255.255.255.0
                -a -t 10.100.0.10:53 -r 10.0.1.12:8080 -m -w 1
                -A -t 10.100.42.7:80 -s rr -p 10800
                -a -t 10.100.42.7:80 -r 10.0.1.7:8080 -m -w 1
                -a -t 10.100.42.7:80 -r 10.0.2.11:8080 -m -w 1
                -A -u 10.100.0.10:53 -s rr
                -a -u 10.100.0.10:53 -r 10.0.1.12:8080 -m -w 1
                -A -u 10.100.0.30:514 -s rr -o
                -A --sctp-service 10.100.0.20:3868 -s sh -b sh-fallback,sh-port
                -a --sctp-service 10.100.0.20:3868 -r 10.0.2.11:8080 -m -w 1
                -A -t [fd00:100::a]:53 -s mh -p 10800 -M 64 -b mh-port
                -a -t [fd00:100::a]:53 -r [fd00:1::12]:8080 -m -w 1
                """);
    }

    @Test
    void connectionsWithTheirTemplates() {
        IpvsMemory memory = new IpvsMemory();
        IpPort client = new IpPort(Ip.parse("10.0.1.11"), 49_153);
        memory.arrive(ENTRIES, IpvsSysctls.of(Map.of()), new IpvsMemory.Asked(Protocol.TCP, client, new IpPort(Ip.parse("10.100.42.7"), 80), Event.SYN,
                false, Instant.EPOCH), Chance.AS_SETTLED);
        Instant later = Instant.EPOCH.plusSeconds(1);
        assertThat(Ipvsadm.connections(memory.connections(later), later)).isEqualTo("""
                IPVS connection entries
                pro expire state       source             virtual            destination
                TCP 179:59 NONE        10.0.1.11:0        10.100.42.7:80     10.0.1.7:8080
                TCP 00:59  SYN_RECV    10.0.1.11:49153    10.100.42.7:80     10.0.1.7:8080
                """);
        assertThat(Ipvsadm.list(ENTRIES, memory)).contains("  -> 10.0.1.7:8080                Masq    1      1          0         \n");
    }
}
