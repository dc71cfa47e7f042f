package dev.glassplane.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The worked examples of the VPC CNI's documentation, with the figures that its code gives. */
class AddressPoolTests {

    private static final String PREFIXES = "ENABLE_PREFIX_DELEGATION=true";

    @ParameterizedTest
    @CsvSource({"0,9", "1,18", "9,18", "10,27", "27,27"})
    void byDefaultAWholeInterfaceIsKeptFree(int pods, int total) {
        assertThat(TestPool.large(29).come(0, pods).total()).isEqualTo(total);
    }

    @ParameterizedTest
    @CsvSource({"5,0,0,5", "5,0,3,8", "5,0,9,14", "5,0,24,27", "0,10,0,10", "0,10,10,10", "2,10,0,10", "2,10,8,10", "2,10,9,11", "1,0,0,1"})
    void targetsAreCountedInAddresses(int warm, int minimum, int pods, int total) {
        assertThat(TestPool.large(29, "WARM_IP_TARGET=" + warm, "MINIMUM_IP_TARGET=" + minimum).come(0, pods).total()).isEqualTo(total);
    }

    @Test
    void aMinimumAloneIsAlsoTheMost() {
        TestPool pool = TestPool.large(29, "MINIMUM_IP_TARGET=10").come(0, 10);
        assertThat(pool.ask(10)).isEmpty();
        assertThat(pool.decision()).returns(java.util.Optional.of(Shortage.TARGET_CEILING), Decision::shortage);
        assertThat(pool.decision().arithmetic()).contains("short = max(WARM_IP_TARGET 0 - available 0, MINIMUM_IP_TARGET 10 - total 10, 0) = 0",
                "low: no, short 0");
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,2", "16,2", "17,3", "32,3", "33,4", "108,7"})
    void aFreePrefixIsKept(int pods, int prefixes) {
        assertThat(TestPool.large(110, PREFIXES, "WARM_PREFIX_TARGET=1").come(0, pods).prefixes()).isEqualTo(prefixes);
    }

    @Test
    void withKubeletStillAtTwentyNineTwoPrefixesAreEnough() {
        TestPool pool = TestPool.large(29, PREFIXES, "WARM_PREFIX_TARGET=1").come(0, 29);
        assertThat(pool.prefixes()).isEqualTo(2);
        assertThat(pool.slots()).containsExactly(2);
        assertThat(pool.decision().arithmetic()).contains("low: no, total 32 >= maxPods 29");
    }

    /** The documentation shows one prefix and one interface too many in some rows; these are the code's. */
    @ParameterizedTest
    @CsvSource({"t3.small,11,7,20,0,2", "t3.small,110,7,20,21,2", "m5.large,110,5,0,0,1", "m5.large,110,5,0,12,2", "m5.large,110,16,0,1,2",
        "m5.large,110,1,0,16,2", "p3dn.24xlarge,250,5,10,0,1", "p3dn.24xlarge,250,5,40,0,3"})
    void targetsAreRoundedUpToPrefixes(String type, int maxPods, int warm, int minimum, int pods, int prefixes) {
        TestPool pool = new TestPool(type, maxPods, TestPool.subnet("10.0.0.0/20"), PREFIXES, "WARM_IP_TARGET=" + warm, "MINIMUM_IP_TARGET=" + minimum);
        assertThat(pool.come(0, pods).prefixes()).isEqualTo(prefixes);
        assertThat(pool.slots()).hasSize(1);
    }

    @Test
    void allSixteenAddressesOfAPrefixAreGivenOut() {
        TestPool pool = TestPool.large(110, PREFIXES, "WARM_PREFIX_TARGET=1");
        assertThat(pool.ask(0)).hasToString("Optional[10.0.0.16]");
        pool.come(1, 16);
        assertThat(pool.ask(15)).hasToString("Optional[10.0.0.31]");
        assertThat(pool.ask(16)).hasToString("Optional[10.0.0.32]");
    }

    @Test
    void anAddressOutOfItsRestComesBeforeOneNeverUsed() {
        TestPool pool = TestPool.large(110, PREFIXES, "WARM_PREFIX_TARGET=1").come(0, 3).go(1, 2);
        assertThat(pool.ask(3)).hasToString("Optional[10.0.0.19]");
        pool.pass(Duration.ofSeconds(35));
        assertThat(pool.ask(4)).hasToString("Optional[10.0.0.17]");
    }

    @Test
    void theRestLastsAsLongAsTheVariableSays() {
        TestPool pool = TestPool.large(29, "IP_COOLDOWN_PERIOD=60", "MINIMUM_IP_TARGET=1").come(0, 1).go(0, 1);
        pool.pass(Duration.ofSeconds(60));
        assertThat(pool.ask(1)).as("compared with <=").isEmpty();
        assertThat(pool.decision().shortage()).contains(Shortage.COOLING);
        pool.pass(Duration.ofSeconds(5));
        assertThat(pool.ask(1)).isPresent();
    }

    @Test
    void tooManyAreGivenBackButNotTwiceInThirtySeconds() {
        TestPool pool = TestPool.large(29, "WARM_IP_TARGET=2").come(0, 12);
        assertThat(pool.slots()).containsExactly(9, 5);
        pool.go(10, 12);
        assertThat(pool.total()).as("at once, although two of them rest").isEqualTo(12);
        pool.go(8, 10);
        assertThat(pool.total()).isEqualTo(12);
        pool.pass(Duration.ofSeconds(30));
        assertThat(pool.total()).as("strictly more than 30 s").isEqualTo(12);
        assertThat(pool.pass(Duration.ofSeconds(5)).total()).isEqualTo(10);
    }

    @Test
    void withWholeInterfacesNothingIsGivenBackButInterfaces() {
        TestPool pool = TestPool.large(29).come(0, 20).go(0, 20).pass(Duration.ofSeconds(55));
        assertThat(pool.slots()).containsExactly(9, 9, 9);
        assertThat(pool.pass(Duration.ofSeconds(40)).slots()).containsExactly(9);
    }

    @Test
    void podsSpreadOnePerPrefixKeepAllPrefixes() {
        TestPool pool = TestPool.large(110, PREFIXES, "WARM_PREFIX_TARGET=1").come(0, 48);
        assertThat(pool.prefixes()).isEqualTo(4);
        pool.go(1, 16).go(17, 32).go(33, 48).pass(Duration.ofMinutes(3));
        assertThat(pool.prefixes()).isEqualTo(4);
        assertThat(pool.go(16, 17).pass(Duration.ofMinutes(1)).prefixes()).isEqualTo(3);
    }

    @Test
    void noWarmInterfaceMeansOneComesAndGoes() {
        TestPool pool = TestPool.large(29, "WARM_ENI_TARGET=0").come(0, 9);
        assertThat(pool.slots()).containsExactly(9, 9);
        assertThat(pool.pass(Duration.ofSeconds(55)).slots()).containsExactly(9, 9);
        pool.pass(Duration.ofMinutes(5));
        assertThat(pool.calls).as("it is spare once it is a minute old, and wanted again right after")
                .containsEntry("DeleteNetworkInterface", 5L).containsEntry("CreateNetworkInterface", 6L);
    }

    @Test
    void aFragmentedSubnetHasNoPrefixAlthoughHundredsAreFree() {
        TestPool pool = new TestPool("m5.large", 110, TestPool.subnet("10.0.0.0/24"), PREFIXES, "WARM_PREFIX_TARGET=1");
        for (int block = 0; block < 16; block++) {
            pool.finder.claim(pool.subnet.cidr().at(block * 16 + 8));
        }
        pool.come(0, 1);
        assertThat(pool.finder.map(pool.subnet)).returns(0, of -> of.wholeBlocks());
        assertThat(pool.finder.map(pool.subnet).free()).isEqualTo(251 - 1 - 16 - 15);
        assertThat(pool.pool.pausedUntil()).isPresent();
        assertThat(pool.decision().arithmetic()).anySatisfy(line -> assertThat(line).startsWith("grow: no, the subnet ran out a while ago"));
        assertThat(pool.calls).as("all that are wanted, then one, then a new interface")
                .containsEntry("AssignPrivateIpAddresses", 3L).containsEntry("CreateNetworkInterface", 1L);
    }

    @Test
    void withoutSubnetDiscoveryTheFirstRefusalIsTheLastFor120Seconds() {
        TestPool pool = new TestPool("m5.large", 29, TestPool.subnet("10.0.0.0/28"), "ENABLE_SUBNET_DISCOVERY=false", "WARM_IP_TARGET=11");
        assertThat(pool.slots()).containsExactly(9);
        assertThat(pool.calls).doesNotContainKey("AttachNetworkInterface");
        assertThat(pool.pool.pausedUntil()).isPresent();
        pool.pass(Duration.ofSeconds(120));
        assertThat(pool.calls).containsEntry("CreateNetworkInterface", 1L);
        pool.pass(Duration.ofSeconds(5));
        assertThat(pool.calls).containsEntry("CreateNetworkInterface", 2L);
    }

    @Test
    void slotsOfTheOtherModeGoBackWhenTheAgentStarts() {
        TestPool pool = TestPool.large(110, PREFIXES, "WARM_PREFIX_TARGET=1");
        PoolInterface primary = pool.pool.interfaces().iterator().next();
        List<dev.glassplane.net.Ip> singles = pool.finder.take(pool.subnet, 3).orElseThrow();
        singles.forEach(ip -> pool.pool.add(primary, new Slot(ip.asCidr())));
        Slot used = pool.pool.slotOf(singles.getFirst()).orElseThrow();
        pool.pool.hold(used, 0, new dev.glassplane.vpc.NetworkInterface.Holder("default", "old", "uid-old"));
        pool.pool.start();
        assertThat(pool.slots()).as("a prefix and the address that is in use").containsExactly(2);
        assertThat(pool.ask(0)).as("pods get addresses of prefixes only").hasToString("Optional[10.0.0.16]");
    }
}
