package dev.glassplane.linux.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.linux.IptablesText;
import dev.glassplane.linux.netfilter.BaseChain.Type;
import dev.glassplane.net.Family;
import java.util.List;
import org.junit.jupiter.api.Test;

/** nft's base chains beside iptables' on one host. */
class NftHooksTests {

    private static final String IPTABLES = """
            *mangle
            :PREROUTING ACCEPT [0:0]
            COMMIT
            *nat
            :PREROUTING ACCEPT [0:0]
            COMMIT
            """;

    @Test
    void prioritiesDecideAndOfEqualOnesTheChainThatWasMadeLastIsAskedFirst() {
        NftText nft = new NftText(Family.IPV4).base("late", Type.FILTER, Hook.PREROUTING, 0).base("nat", Type.NAT, Hook.PREROUTING, -100)
                .base("early", Type.FILTER, Hook.PREROUTING, -110).base("elsewhere", Type.FILTER, Hook.INPUT, -110);
        Netfilter both = Netfilter.of(List.of(IptablesText.parse(Family.IPV4, IPTABLES), nft.rules()));
        assertThat(both.baseChains(Family.IPV4, Hook.PREROUTING)).extracting(chain -> chain.id().table().name() + "/" + chain.id().name())
                .containsExactly("mangle/PREROUTING", "t/early", "t/nat", "nat/PREROUTING", "t/late");
        assertThat(both.baseChains(Family.IPV6, Hook.PREROUTING)).isEmpty();
    }
}
