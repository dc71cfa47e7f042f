package dev.glassplane.linux.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worked by hand from the kernel's rules; lists are in kernel order, each new connection stays active unless it is said otherwise. */
class SchedulersTests {

    @ParameterizedTest
    @CsvSource({
        "RR,   C B A,     CBACBAC",
        "RR,   C1 B0 A1,  CACAC",
        "RR,   C0 B0,     --",
        "WRR,  A4 B3 C2,  AABABCABCAABABCABC",
        "WRR,  A4 B2,     AABAAB",
        "WRR,  A5 B1 C1,  AAAAABCAA",
        "WRR,  A0 B3 C1,  BBBCBB",
        "WRR,  A0 B0,     -",
        "LC,   A B C,     ABCABC",
        "WLC,  A3 B1,     ABAAABAA",
        "SED,  A3 B2 C1,  ABAABCAB",
        "NQ,   A3 B2 C1,  ABCAABAB",
        "FO,   A10 B30 C30, BBBB",
        "OVF,  A2 B1,     AAABB--",
        "LBLC, A B,       AAB",
    })
    void tcp(Scheduler scheduler, String list, String expected) {
        assertThat(new Desk(scheduler, list).tcp(expected.length())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"WLC, A3 B1, ABAAABAA", "SED, A3 B2, AAAA", "NQ, A1 B2, AAAA", "OVF, A1 B2, BBBB"})
    void udpIsNeverActive(Scheduler scheduler, String list, String expected) {
        assertThat(new Desk(scheduler, list).udp(expected.length())).isEqualTo(expected);
    }

    @Test
    void wrrPassesAnOverloadedServer() {
        Desk desk = new Desk(Scheduler.WRR, "A3 B1").thresholds('A', 1, 0).with('A', 1, 0);
        assertThat(desk.tcp(4)).isEqualTo("BBBB");
        assertThat(desk.thresholds('B', 1, 0).tcp(1)).isEqualTo("-");
    }

    @Test
    void wrrAndRrKeepTheirPlaceWhenServersChange() {
        Desk rr = new Desk(Scheduler.RR, "C B A");
        assertThat(rr.tcp(2)).isEqualTo("CB");
        assertThat(rr.change("C A").tcp(2)).as("the pointer steps back, so that whoever follows is next").isEqualTo("AC");
        assertThat(rr.change("D C A").tcp(2)).as("a new one is reached after the wrap").isEqualTo("AD");
        Desk wrr = new Desk(Scheduler.WRR, "A4 B2");
        assertThat(wrr.tcp(1)).isEqualTo("A");
        assertThat(wrr.change("A4 B4").tcp(4)).as("back to the head; the bar stays unless it is too high").isEqualTo("ABAB");
    }

    @Test
    void leastConnectionsWeighActiveOnes257Times() {
        assertThat(new Desk(Scheduler.LC, "A B C").with('A', 2, 10).with('B', 1, 300).with('C', 2, 5).tcp(1)).isEqualTo("C");
        assertThat(new Desk(Scheduler.LC, "A B").with('A', 1, 0).with('B', 0, 256).tcp(1)).isEqualTo("B");
        assertThat(new Desk(Scheduler.LC, "A B C").with('A', 1, 0).tcp(5)).isEqualTo("BCABC");
    }

    @Test
    void weightedLeastConnectionsCompareByProducts() {
        assertThat(new Desk(Scheduler.WLC, "A1 B3").with('A', 1, 0).with('B', 3, 0).tcp(1)).isEqualTo("A");
        assertThat(new Desk(Scheduler.WLC, "A1 B3").with('A', 1, 0).with('B', 2, 200).tcp(1)).isEqualTo("B");
        assertThat(new Desk(Scheduler.WLC, "A2 B1").with('A', 1, 3).with('B', 0, 200).tcp(1)).isEqualTo("A");
    }

    @Test
    void neverQueueTakesTheFirstIdleOne() {
        assertThat(new Desk(Scheduler.NQ, "A1 B10 C1").with('A', 1, 0).with('B', 5, 0).with('C', 0, 99).tcp(1)).isEqualTo("C");
    }

    @Test
    void failoverSkipsWhoCannotBeUsed() {
        assertThat(new Desk(Scheduler.FO, "A10 B30 C0").thresholds('B', 1, 0).with('B', 1, 0).tcp(1)).isEqualTo("A");
    }

    @Test
    void thresholdsOverloadAndRelease() {
        Desk desk = new Desk(Scheduler.RR, "A B").thresholds('A', 4, 0);
        assertThat(desk.tcp(10)).isEqualTo("ABABABABBB");
        desk.with('A', -1, 0);
        assertThat(desk.tcp(1)).as("three left: still overloaded").isEqualTo("B");
        desk.with('A', -1, 0);
        assertThat(desk.tcp(1)).isEqualTo("A");
    }

    @Test
    void localityStaysUntilLoadedAndNobodyIsFree() {
        Desk desk = new Desk(Scheduler.LBLC, "A B");
        assertThat(desk.tcp(8)).as("with A 2 and B 1 nobody has fewer than half of its weight").isEqualTo("AABBBBBB");
        assertThat(new Desk(Scheduler.LBLC, "A B").udp(5)).isEqualTo("AAAAA");
    }

    @Test
    void replicatedLocalityAddsAServerUnderLoad() {
        assertThat(new Desk(Scheduler.LBLCR, "A B").tcp(6)).as("B joins, at the head of the set, when A is loaded; then the less loaded of both").isEqualTo("AABBBA");
    }

    @Test
    void evidenceShowsTheArithmetic() {
        Desk desk = new Desk(Scheduler.WLC, "A3 B1").with('A', 1, 0);
        assertThat(desk.schedule(Desk.from("10.0.0.1", 40_000)).orElseThrow().evidence())
                .isEqualTo("wlc: smallest (257*active + inactive)/weight: 10.244.1.10:8080 257/3, 10.244.2.10:8080 0/1");
        assertThat(new Desk(Scheduler.RR, "B A").schedule(Desk.from("10.0.0.1", 40_000)).orElseThrow().evidence())
                .isEqualTo("rr: first of the list, so the one added last");
    }
}
