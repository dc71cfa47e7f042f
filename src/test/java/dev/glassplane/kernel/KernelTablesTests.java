package dev.glassplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.kernel.LoadedTables.BackEnd;
import dev.glassplane.linux.SampleNode;
import dev.glassplane.linux.netfilter.IptablesSave;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Family;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Printed tables are what the real tools accept and print back. */
@Tag("kernel")
class KernelTablesTests {

    private static final String EVERY_MATCH = """
            *mangle
            :PREROUTING ACCEPT [0:0]
            :INPUT ACCEPT [0:0]
            :FORWARD ACCEPT [0:0]
            :OUTPUT ACCEPT [0:0]
            :POSTROUTING ACCEPT [0:0]
            -A PREROUTING ! -s 10.1.0.0/16 -d 10.2.3.4/32 -i eth+ -p udp -m udp ! --dport 53:60 -m mark ! --mark 0x1 -j MARK --set-xmark 0x4000/0x4000
            -A PREROUTING -m connmark ! --mark 0x80/0x80 -m addrtype ! --src-type LOCAL -j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80
            COMMIT
            *filter
            :INPUT DROP [0:0]
            :FORWARD ACCEPT [0:0]
            :OUTPUT ACCEPT [0:0]
            :USER - [0:0]
            -A INPUT -m conntrack ! --ctstate INVALID,NEW,SNAT -m nfacct --nfacct-name  counted -j ACCEPT
            -A INPUT -p tcp -m recent --rcheck --seconds 600 --reap --name L --mask 255.255.255.255 --rsource -m tcp -g USER
            -A INPUT -m recent --set --name L --mask 255.255.255.255 --rsource
            -A USER -p tcp -m comment --comment "a \\"quoted\\" word" -m statistic --mode random --probability 0.14285714272 -j REJECT --reject-with tcp-reset
            COMMIT
            """;

    private String namespace;
    private LoadedTables loaded;

    @BeforeEach
    void create() {
        Namespaces.assumeAvailable();
        namespace = Namespaces.create("tables");
        loaded = new LoadedTables(namespace, Family.IPV4);
    }

    @AfterEach
    void remove() {
        if (namespace != null) {
            Namespaces.remove(namespace);
        }
    }

    @Test
    void theNfTablesBackEndPrintsThemBack() {
        HostState host = SampleNode.host().build();
        String printed = IptablesSave.print(host.netfilter(), Family.IPV4);
        HostSetup.loadTables(host, namespace);
        assertThat(loaded.save(BackEnd.NFT)).isEqualTo(printed);
    }

    @Test
    void theLegacyBackEndPrintsThemBackTableByTable() {
        HostState host = SampleNode.host().build();
        String printed = IptablesSave.print(host.netfilter(), Family.IPV4);
        loaded.load(BackEnd.LEGACY, printed);
        assertThat(LoadedTables.split(loaded.save(BackEnd.LEGACY))).as("legacy lists tables by age")
                .containsExactlyInAnyOrderElementsOf(LoadedTables.split(printed));
    }

    @Test
    void everyKindOfMatchIsPrintedBack() {
        HostState host = SampleNode.host().tables(EVERY_MATCH).build();
        String printed = IptablesSave.print(host.netfilter(), Family.IPV4);
        HostSetup.loadTables(host, namespace);
        assertThat(loaded.save(BackEnd.NFT)).isEqualTo(printed);
        loaded.load(BackEnd.LEGACY, printed);
        assertThat(LoadedTables.split(loaded.save(BackEnd.LEGACY))).containsExactlyInAnyOrderElementsOf(LoadedTables.split(printed));
    }
}
