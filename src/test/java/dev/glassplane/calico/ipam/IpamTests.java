package dev.glassplane.calico.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.calico.Encapsulation;
import dev.glassplane.calico.IpPool;
import dev.glassplane.calico.Selector;
import dev.glassplane.calico.ipam.Assignment.Assigned;
import dev.glassplane.calico.ipam.Assignment.Refused;
import dev.glassplane.calico.ipam.Ipam.Request;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IpamTests {

    private static IpPool pool(String name, String cidr, int blockSize, boolean disabled, String selector) {
        return new IpPool(name, Cidr.parse(cidr), blockSize, Encapsulation.NONE, true, disabled, false, Selector.parse(selector),
                Set.of(IpPool.WORKLOAD, IpPool.TUNNEL));
    }

    private static Request request(String node, String handle, String... pools) {
        return new Request(node, Map.of("node", node), handle, Map.of("pod", handle), IpPool.WORKLOAD, List.of(pools).stream().map(Cidr::parse).toList());
    }

    private static Ipam ipam(IpamSettings settings, IpPool... pools) {
        return new Ipam(List.of(pools), settings, List.of());
    }

    private static Ip given(Assignment assignment) {
        assertThat(assignment).isInstanceOf(Assigned.class);
        return ((Assigned) assignment).ip();
    }

    @Test
    void aNodeClaimsABlockWithItsFirstPodAndGivesItsAddressesInOrder() {
        Ipam ipam = ipam(IpamSettings.DEFAULT, pool("p", "192.168.0.0/16", 26, false, "all()"));
        Ip first = given(ipam.assign(request("node-a", "h1")));
        Ip second = given(ipam.assign(request("node-a", "h2")));
        assertThat(second).isEqualTo(first.plus(1));
        assertThat(ipam.affineTo("node-a")).singleElement().satisfies(cidr -> {
            assertThat(cidr.prefixLength()).isEqualTo(26);
            assertThat(cidr.network()).isEqualTo(first);
        });
        Ip other = given(ipam.assign(request("node-b", "h3")));
        assertThat(ipam.affineTo("node-b")).singleElement().matches(cidr -> cidr.contains(other) && !cidr.contains(first));
    }

    @Test
    void aFreedAddressComesLast() {
        Ipam ipam = ipam(IpamSettings.DEFAULT, pool("p", "10.1.0.0/29", 29, false, "all()"));
        Ip first = given(ipam.assign(request("a", "h0")));
        ipam.release("h0");
        for (int i = 1; i < 8; i++) {
            assertThat(given(ipam.assign(request("a", "h" + i)))).isNotEqualTo(first);
        }
        assertThat(given(ipam.assign(request("a", "h8")))).isEqualTo(first);
    }

    @Test
    void withoutAFreeBlockANodeBorrowsFromAnother() {
        Ipam ipam = ipam(IpamSettings.DEFAULT, pool("p", "10.1.0.0/29", 29, false, "all()"));
        given(ipam.assign(request("a", "h1")));
        Ip borrowed = given(ipam.assign(request("b", "h2")));
        assertThat(ipam.affineTo("b")).isEmpty();
        assertThat(ipam.blocks().get(Cidr.parse("10.1.0.0/29")).holder(borrowed).orElseThrow().handle()).isEqualTo("h2");
    }

    @Test
    void strictAffinityRefusesToBorrow() {
        Ipam ipam = ipam(new IpamSettings(true, true, 20), pool("p", "10.1.0.0/29", 29, false, "all()"));
        given(ipam.assign(request("a", "h1")));
        Map<Cidr, Block> before = new TreeMap<>(ipam.blocks());
        assertThat(ipam.assign(request("b", "h2"))).isEqualTo(new Refused(
                "failed to request IPv4 addresses: Assigned 0 out of 1 requested IPv4 addresses; No more free affine blocks and strict affinity enabled"));
        assertThat(ipam.blocks()).isEqualTo(before);
    }

    @Test
    void anExhaustedPoolIsNamed() {
        Ipam ipam = ipam(IpamSettings.DEFAULT, pool("p", "10.1.0.0/31", 31, false, "all()"));
        given(ipam.assign(request("a", "h1")));
        given(ipam.assign(request("b", "h2")));
        assertThat(ipam.assign(request("a", "h3"))).isEqualTo(new Refused(
                "failed to request IPv4 addresses: Assigned 0 out of 1 requested IPv4 addresses; No IPs available in pools: [10.1.0.0/31]"));
    }

    @Test
    void aNodeHasTwentyBlocksAtMost() {
        Ipam ipam = ipam(new IpamSettings(false, true, 2), pool("p", "10.1.0.0/16", 32, false, "all()"));
        given(ipam.assign(request("a", "h1")));
        given(ipam.assign(request("a", "h2")));
        assertThat(ipam.assign(request("a", "h3"))).isEqualTo(new Refused("cannot allocate new block due to per host block limit"));
        assertThat(IpamSettings.DEFAULT.maxBlocksPerHost()).isEqualTo(20);
    }

    @Test
    void poolsAreChosenBySelectorAndByAnnotation() {
        Ipam ipam = ipam(IpamSettings.DEFAULT, pool("a", "10.1.0.0/24", 26, false, "node == 'a'"), pool("b", "10.2.0.0/24", 26, false, "node == 'b'"),
                pool("off", "10.3.0.0/24", 26, true, "all()"));
        assertThat(given(ipam.assign(request("a", "h1"))).toString()).startsWith("10.1.0.");
        assertThat(given(ipam.assign(request("b", "h2"))).toString()).startsWith("10.2.0.");
        assertThat(given(ipam.assign(request("a", "h3", "10.2.0.0/24"))).toString()).startsWith("10.2.0.");
        assertThat(ipam.assign(request("c", "h4"))).isEqualTo(new Refused("no configured Calico pools for node c"));
        assertThat(ipam.assign(request("a", "h5", "10.3.0.0/24"))).isEqualTo(new Refused("the given pool (10.3.0.0/24) does not exist, or is not enabled"));
    }

    @Test
    void aWantedAddressClaimsItsBlock() {
        Ipam ipam = ipam(IpamSettings.DEFAULT, pool("p", "10.1.0.0/24", 26, false, "all()"));
        assertThat(given(ipam.assign(Ip.parse("10.1.0.70"), request("a", "h1")))).isEqualTo(Ip.parse("10.1.0.70"));
        assertThat(ipam.affineTo("a")).containsExactly(Cidr.parse("10.1.0.64/26"));
        assertThat(ipam.assign(Ip.parse("10.1.0.70"), request("a", "h2"))).isInstanceOf(Refused.class);
        assertThat(ipam.assign(Ip.parse("10.9.0.1"), request("a", "h2"))).isInstanceOf(Refused.class);
    }

    @Test
    void aNodeThatGoesLeavesItsBlocksToOthers() {
        Ipam ipam = ipam(IpamSettings.DEFAULT, pool("p", "10.1.0.0/29", 29, false, "all()"));
        given(ipam.assign(request("a", "h1")));
        given(ipam.assign(request("b", "borrowed")));
        ipam.release("h1");
        ipam.forget("a");
        assertThat(ipam.blocks().get(Cidr.parse("10.1.0.0/29")).node()).isEmpty();
        ipam.release("borrowed");
        assertThat(ipam.blocks()).isEmpty();
    }

    /** Whatever comes and goes: nobody has an address twice, and blocks survive being written and read. */
    @Test
    void noAddressIsGivenTwice() {
        Random random = new Random(7);
        Ipam ipam = ipam(IpamSettings.DEFAULT, pool("p", "10.1.0.0/26", 29, false, "all()"));
        Map<String, Ip> held = new TreeMap<>();
        for (int i = 0; i < 2_000; i++) {
            if (random.nextBoolean() || held.isEmpty()) {
                if (ipam.assign(request("n" + random.nextInt(5), "h" + i)) instanceof Assigned(Ip ip, Cidr _)) {
                    held.put("h" + i, ip);
                } else {
                    assertThat(held).hasSize(64);
                }
            } else {
                String handle = held.keySet().iterator().next();
                ipam.release(handle);
                held.remove(handle);
            }
            assertThat(new HashSet<>(held.values())).hasSameSizeAs(held.values());
            assertThat(ipam.handles()).containsExactlyInAnyOrderElementsOf(held.keySet());
        }
        ipam.blocks().values().forEach(block -> assertThat(BlockObjects.block(BlockObjects.spec(block))).contains(block));
    }
}
