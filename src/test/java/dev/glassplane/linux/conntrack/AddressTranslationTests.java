package dev.glassplane.linux.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Protocol;
import org.junit.jupiter.api.Test;

class AddressTranslationTests {

    private static final Ip NODE = Ip.parse("10.0.1.10");

    private final Conntrack table = new Conntrack();

    @Test
    void theDestinationIsReplaced() {
        Connection translated = AddressTranslation.destination(connection("10.0.0.1", 4000), new IpPort(Ip.parse("10.0.2.2"), 8080));
        assertThat(translated.reply()).isEqualTo(new Tuple(Protocol.TCP, Ip.parse("10.0.2.2"), 8080, Ip.parse("10.0.0.1"), 4000));
        assertThat(translated.destinationTranslated()).isTrue();
        assertThat(translated.sourceTranslated()).isFalse();
    }

    @Test
    void aFreePortIsKeptUnlessItIsDrawn() {
        assertThat(port(4000, false, "10.0.0.1")).isEqualTo(4000);
        assertThat(port(4000, true, "10.0.0.1")).isNotEqualTo(4000).isBetween(1024, 65_535);
        assertThat(port(80, true, "10.0.0.1")).isBetween(1, 511);
        assertThat(port(700, true, "10.0.0.1")).isBetween(600, 1023);
    }

    @Test
    void aTakenPortGivesWay() {
        table.put(AddressTranslation.source(connection("10.0.0.1", 4000), NODE, false, table).orElseThrow());
        assertThat(port(4000, false, "10.0.0.2")).isNotEqualTo(4000);
    }

    @Test
    void aConnectionWithoutATranslationGetsAnotherPortOnlyIfItsOwnCollides() {
        Connection plain = connection("10.0.1.10", 4000);
        assertThat(AddressTranslation.keepSource(plain, table)).contains(plain);
        table.put(AddressTranslation.source(connection("10.0.0.1", 4000), NODE, false, table).orElseThrow());
        assertThat(AddressTranslation.keepSource(plain, table)).get().matches(Connection::sourceTranslated);
    }

    @Test
    void noPortIsLeftWhenAllAreTaken() {
        for (int i = 0; i < 511; i++) {
            table.put(AddressTranslation.source(connection("10.0.0." + i % 250, 1 + i), NODE, true, table).orElseThrow());
        }
        assertThat(AddressTranslation.source(connection("10.0.0.251", 80), NODE, true, table)).isEmpty();
    }

    @Test
    void connectionsAreListedAsTheToolDoes() {
        table.put(AddressTranslation.destination(connection("10.0.0.1", 4000), new IpPort(Ip.parse("10.0.2.2"), 8080)).withMark(128));
        assertThat(ConntrackList.print(table)).isEqualTo("tcp      6 120 SYN_SENT src=10.0.0.1 dst=10.0.9.9 sport=4000 dport=80 [UNREPLIED] "
                + "src=10.0.2.2 dst=10.0.0.1 sport=8080 dport=4000 mark=128 use=1\n");
    }

    private int port(int from, boolean random, String source) {
        return AddressTranslation.source(connection(source, from), NODE, random, table).orElseThrow().reply().destinationPort();
    }

    private static Connection connection(String source, int port) {
        Tuple tuple = new Tuple(Protocol.TCP, Ip.parse(source), port, Ip.parse("10.0.9.9"), 80);
        return new Connection(tuple, tuple.inverted(), 0, false);
    }
}
