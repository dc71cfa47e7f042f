package dev.glassplane.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.Subnet.Reservation;
import dev.glassplane.vpc.SubnetMap.Holder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetMapTests {

    /** AWS keeps five addresses; the first and the last block of a subnet hold some of them. */
    @ParameterizedTest
    @CsvSource({"10.0.0.0/28,11,0", "10.0.0.0/27,27,0", "10.0.0.0/26,59,2", "10.0.1.0/24,251,14", "10.0.0.0/20,4091,254"})
    void anEmptySubnetHasSoManyAddressesAndBlocks(String cidr, int free, int blocks) {
        assertThat(map(cidr)).returns(free, SubnetMap::free).returns(blocks, SubnetMap::wholeBlocks);
    }

    @Test
    void addressesAscendFromTheTenth() {
        SubnetMap map = map("10.0.0.0/28");
        assertThat(texts(map.take(3).orElseThrow())).containsExactly("10.0.0.10", "10.0.0.11", "10.0.0.12");
        assertThat(map.take(9)).as("all or nothing").isEmpty();
        assertThat(texts(map.take(8).orElseThrow())).containsExactly("10.0.0.13", "10.0.0.14", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7",
                "10.0.0.8", "10.0.0.9");
        map.hold(Ip.parse("10.0.0.12"), Holder.FREE);
        assertThat(texts(map.take(1).orElseThrow())).containsExactly("10.0.0.12");
        assertThat(map.take(1)).isEmpty();
    }

    @Test
    void aPrefixNeedsAWholeAlignedBlock() {
        SubnetMap map = map("10.0.0.0/26");
        map.hold(Ip.parse("10.0.0.20"), Holder.OTHER);
        assertThat(map.takePrefixes(2)).isEmpty();
        assertThat(map.takePrefixes(1).orElseThrow()).containsExactly(Cidr.parse("10.0.0.32/28"));
        assertThat(map.at(32)).isEqualTo(Holder.PREFIX);
        assertThat(map.takePrefixes(1)).isEmpty();
        map.hold(Ip.parse("10.0.0.20"), Holder.FREE);
        assertThat(map.takePrefixes(1).orElseThrow()).containsExactly(Cidr.parse("10.0.0.16/28"));
    }

    @Test
    void prefixesComeFromTheirReservationFirstAndSingleAddressesNever() {
        Subnet subnet = new Subnet("s", "v", "z", Cidr.parse("10.0.0.0/25"), "", Map.of(), List.of(new Reservation(Cidr.parse("10.0.0.64/27"), true),
                new Reservation(Cidr.parse("10.0.0.16/28"), false)), List.of(Cidr.parse("10.0.0.48/31")));
        SubnetMap map = SubnetMap.of(subnet, OptionalLong.empty());
        assertThat(map.takePrefixes(3).orElseThrow()).as("then the first block that nothing closes").extracting(Cidr::toString)
                .containsExactly("10.0.0.64/28", "10.0.0.80/28", "10.0.0.32/28");
        assertThat(texts(map.take(7).orElseThrow())).as("offsets 16 to 47 are set aside or taken").containsExactly("10.0.0.10", "10.0.0.11",
                "10.0.0.12", "10.0.0.13", "10.0.0.14", "10.0.0.15", "10.0.0.50");
        assertThat(map.at(48)).isEqualTo(Holder.OTHER);
    }

    @Test
    void aSeedScattersThePicks() {
        SubnetMap one = SubnetMap.of(Subnet.plain("s", "v", "z", Cidr.parse("10.0.0.0/24"), ""), OptionalLong.of(7));
        SubnetMap two = SubnetMap.of(Subnet.plain("s", "v", "z", Cidr.parse("10.0.0.0/24"), ""), OptionalLong.of(7));
        List<Ip> picks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            picks.addAll(one.take(1).orElseThrow());
            assertThat(two.take(1).orElseThrow()).containsExactly(picks.getLast());
        }
        assertThat(picks).doesNotHaveDuplicates();
        assertThat(one.wholeBlocks()).as("twenty scattered addresses break more blocks than two").isLessThan(10);
    }

    /** The counters agree with a plain count after any mix of calls. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void countersAgreeWithACount(long seed) {
        Random random = new Random(seed);
        SubnetMap map = SubnetMap.of(Subnet.plain("s", "v", "z", Cidr.parse("10.0.0.0/24"), ""), seed % 2 == 0 ? OptionalLong.of(seed) : OptionalLong.empty());
        List<Cidr> held = new ArrayList<>();
        for (int step = 0; step < 500; step++) {
            switch (random.nextInt(4)) {
                case 0 -> map.take(1 + random.nextInt(5)).ifPresent(ips -> ips.forEach(ip -> held.add(ip.asCidr())));
                case 1 -> map.takePrefixes(1).ifPresent(held::addAll);
                default -> {
                    if (!held.isEmpty()) {
                        map.hold(held.remove(random.nextInt(held.size())), Holder.FREE);
                    }
                }
            }
            assertConsistent(map, held);
        }
    }

    private static void assertConsistent(SubnetMap map, List<Cidr> held) {
        Set<Integer> taken = new HashSet<>();
        held.forEach(cidr -> {
            for (int i = 0; i < cidr.size(); i++) {
                assertThat(taken.add((int) (cidr.network().low() & 0xff) + i)).as("nobody has it twice: " + cidr).isTrue();
            }
        });
        int free = 0;
        int whole = 0;
        for (int block = 0; block < 16; block++) {
            int inBlock = 0;
            for (int i = 0; i < 16; i++) {
                int offset = block * 16 + i;
                boolean reserved = offset < 4 || offset == 255;
                assertThat(map.at(offset) == Holder.FREE).isEqualTo(!reserved && !taken.contains(offset));
                inBlock += map.at(offset) == Holder.FREE ? 1 : 0;
            }
            free += inBlock;
            whole += inBlock == 16 ? 1 : 0;
        }
        assertThat(map).returns(free, SubnetMap::free).returns(whole, SubnetMap::wholeBlocks);
    }

    private static SubnetMap map(String cidr) {
        return SubnetMap.of(Subnet.plain("s", "v", "z", Cidr.parse(cidr), ""), OptionalLong.empty());
    }

    private static List<String> texts(List<Ip> ips) {
        return ips.stream().map(Ip::toString).toList();
    }
}
