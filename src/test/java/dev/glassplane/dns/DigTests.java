package dev.glassplane.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.glassplane.dns.message.Response;
import dev.glassplane.dns.wire.DnsSockets;
import dev.glassplane.dns.wire.Responder;
import dev.glassplane.dns.wire.WireAnswers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

/** The real {@code dig} (Debian package bind9-dnsutils) against our port. */
class DigTests {

    private static DnsSockets sockets;

    @BeforeAll
    static void open() throws Exception {
        boolean there;
        try {
            there = new ProcessBuilder("dig", "-v").redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            there = false;
        }
        assumeTrue(there, "dig is not installed (Debian package bind9-dnsutils)");
        DnsCluster cluster = DnsCluster.load();
        ClusterNames names = ClusterNames.eks();
        sockets = DnsSockets.open(0, new WireAnswers(new Responder() {
            @Override
            public Response answer(Name name, int type, int dclass) {
                return names.answer(cluster.image(), cluster.fabric(), name, type, dclass);
            }

            @Override
            public OptionalInt udpSize(Name name) {
                return OptionalInt.empty();
            }
        }));
    }

    @AfterAll
    static void close() {
        if (sockets != null) {
            sockets.close();
        }
    }

    private static String dig(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("dig", "@127.0.0.1", "-p", Integer.toString(sockets.port()), "+time=10", "+tries=1"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return printed;
    }

    @Test
    void answersOverUdpAndTcp() throws Exception {
        for (String transport : List.of("+notcp", "+tcp", "+noedns")) {
            assertThat(dig(transport, "+noall", "+answer", "web.shop.svc.cluster.local")).isEqualTo("web.shop.svc.cluster.local. 5\tIN\tA\t10.100.1.1\n");
        }
        assertThat(dig("+short", "-x", "10.100.1.1")).isEqualTo("web.shop.svc.cluster.local.\n");
        assertThat(dig("+short", "_sql._tcp.db.shop.svc.cluster.local", "SRV").lines()).hasSize(4).contains("0 25 5432 db-0.db.shop.svc.cluster.local.");
        assertThat(dig("+short", "dns-version.cluster.local", "TXT")).isEqualTo("\"1.1.0\"\n");
    }

    @Test
    void refusalsAndFlagsAreCoreDnss() throws Exception {
        assertThat(dig("web.shop.svc.cluster.local")).contains("status: NOERROR", "flags: qr aa rd;", "recursion requested but not available").doesNotContain("malformed");
        assertThat(dig("nobody.shop.svc.cluster.local")).contains("status: NXDOMAIN", "hostmaster.cluster.local.");
        assertThat(dig("cluster.local", "AXFR")).contains("Transfer failed.");
        assertThat(dig("version.bind", "CH", "TXT")).contains("status: REFUSED");
        assertThat(dig("unlisted.example.com")).contains("status: SERVFAIL", "EDE: 0 (Other)", "limit: dns-upstream");
        assertThat(dig("+edns=1", "+noednsnegotiation", "web.shop.svc.cluster.local")).contains("status: BADVERS");
    }
}
