package dev.glassplane.dns.corefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.net.Ip;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;

class CorefileTests {

    private static final Name CLUSTER = Name.fromConstantString("cluster.local.");

    private static ServerBlock only(String text) {
        return Corefile.read(text).servers().getFirst();
    }

    @Test
    void theOneThatEksInstalls() {
        ServerBlock server = only(Corefile.EKS);
        assertThat(server.zones()).containsExactly(Name.root);
        KubernetesSettings kubernetes = server.kubernetes().orElseThrow();
        assertThat(kubernetes.primary()).isEqualTo(CLUSTER);
        assertThat(kubernetes.pods()).isEqualTo(KubernetesSettings.PodMode.insecure);
        assertThat(kubernetes.ttl()).isEqualTo(5);
        assertThat(kubernetes.fallthrough().through(Name.fromConstantString("1.1.100.10.in-addr.arpa."))).isTrue();
        assertThat(kubernetes.fallthrough().through(Name.fromConstantString("x.cluster.local."))).isFalse();
        assertThat(server.forwards()).singleElement().extracting(ServerBlock.Forward::to).isEqualTo(List.of("/etc/resolv.conf"));
        assertThat(server.cache().orElseThrow().success()).isEqualTo(30);
        assertThat(server.notModelled()).isEmpty();
    }

    @Test
    void theLongestZoneAnswersAndOtherPortsDoNot() {
        Corefile corefile = Corefile.read("""
                .:53 { # the rest
                  forward . 8.8.8.8 { except internal.example.com }
                }
                example.com, www.example.org {
                  hosts { 198.51.100.1 a.example.com
                          fallthrough }
                }
                10.0.0.0/16:53 { forward . "10.0.0.2" }
                lab:5353 { whoami }
                tls://secure { whoami }
                """);
        assertThat(corefile.servers()).hasSize(3);
        assertThat(corefile.serverOf(Name.fromConstantString("a.example.com.")).orElseThrow().hosts().orElseThrow().addresses())
                .containsEntry(Name.fromConstantString("A.example.com."), List.of(Ip.parse("198.51.100.1")));
        assertThat(corefile.serverOf(Name.fromConstantString("1.2.0.10.in-addr.arpa.")).orElseThrow().forwards().getFirst().to()).containsExactly("10.0.0.2");
        ServerBlock rest = corefile.serverOf(Name.fromConstantString("lab.")).orElseThrow();
        assertThat(rest.zones()).containsExactly(Name.root);
        assertThat(rest.forwards().getFirst().takes(Name.fromConstantString("x.internal.example.com."))).isFalse();
    }

    @Test
    void snippetsAndImports() {
        assertThat(only("(common) {\n  cache 10\n}\n. {\n  import common\n  import custom/*.override\n  kubernetes cluster.local\n}\n").cache().orElseThrow().denial()).isEqualTo(10);
        assertThat(only("cluster.local\nkubernetes {\n ttl 7\n}\n").kubernetes().orElseThrow().ttl()).isEqualTo(7);
    }

    @Test
    void pluginsThatMayChangeAnswersAreNamed() {
        assertThat(only(". {\n  rewrite name a b\n  any\n  transfer { to * }\n  kubernetes cluster.local {\n    labels a=b\n  }\n}\n").notModelled())
                .containsEntry("rewrite", ServerBlock.Concern.EVERYTHING).containsEntry("any", ServerBlock.Concern.ANY)
                .containsEntry("transfer", ServerBlock.Concern.TRANSFER).containsEntry("kubernetes labels", ServerBlock.Concern.EVERYTHING);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        ". {\\n  kubernets cluster.local\\n} | /etc/coredns/Corefile:2 - Error during parsing: Unknown directive 'kubernets'",
        ". {\\n  kubernetes cluster.local {\\n    pods maybe\\n  }\\n} | /etc/coredns/Corefile:3 - Error during parsing: plugin/kubernetes: wrong value for pods: maybe,  must be one of: disabled, verified, insecure",
        ". {\\n  kubernetes cluster.local {\\n    ttl 4000\\n  }\\n} | Corefile:3 - Error during parsing: plugin/kubernetes: ttl must be in range [0, 3600]: 4000",
        ". {\\n  kubernetes cluster.local {\\n    pods\\n  }\\n} | Wrong argument count or unexpected line ending after 'pods'",
        ". {\\n  kubernetes cluster.local {\\n    podz insecure\\n  }\\n} | plugin/kubernetes: unknown property 'podz'",
        ". {\\n  kubernetes in-addr.arpa\\n} | plugin/kubernetes: non-reverse zone name must be used",
        ". {\\n  kubernetes a\\n  kubernetes b\\n} | this plugin can only be used once per Server Block",
        ". {\\n  forward .\\n} | Wrong argument count or unexpected line ending after 'forward'",
        ". {\\n  errors\\n | Unexpected EOF",
        ". {\\n}\\n. {\\n} | cannot serve dns://.:53 - it is already defined",
        ". {\\n  cache 0\\n} | cache TTL can not be zero or negative: 0",
        ". {\\n  import nothing\\n} | File to import not found: nothing",
        ". {\\n  forward . {$UPSTREAM}\\n} | environment variables",
        "'' | no server block"})
    void whatCoreDnsWouldNotStartWith(String text, String message) {
        assertThatThrownBy(() -> Corefile.read(text.replace("\\n", "\n"))).isInstanceOf(CorefileException.class).hasMessageContaining(message);
    }
}
