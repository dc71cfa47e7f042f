package dev.glassplane.linux.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HashSchedulersTests {

    @Test
    void sipHashAsTheKernelTestsIt() {
        assertThat(SipHash.hash32(2_654_435_761L, 0x0A000001) % 4093).isEqualTo(3711);
    }

    @Test
    void destinationHash() {
        Desk two = new Desk(Scheduler.DH, "A B");
        assertThat(two.askFor("10.0.0.1") + two.askFor("10.0.0.2")).isEqualTo("BB");
        Desk three = new Desk(Scheduler.DH, "A B C");
        assertThat(three.askFor("10.0.0.1") + three.askFor("10.0.0.2")).isEqualTo("AC");
    }

    @Test
    void sourceHashFillsByWeight() {
        Desk equal = new Desk(Scheduler.SH, "A B");
        assertThat(equal.ask("10.244.1.5", 1)).isEqualTo("B");
        assertThat(equal.ask("192.0.2.1", 1)).isEqualTo("A");
        assertThat(new Desk(Scheduler.SH, "A1 B3").ask("10.244.1.5", 1)).isEqualTo("B");
    }

    @Test
    void sourceHashFallsBackOnlyIfAskedTo() {
        assertThat(new Desk(Scheduler.SH, "A1 B0").ask("10.244.1.5", 1)).isEqualTo("-");
        assertThat(new Desk(Scheduler.SH, "A1 B0", SchedulerFlag.FALLBACK).ask("10.244.1.5", 1)).isEqualTo("A");
    }

    @Test
    void sourceHashWithPorts() {
        Desk desk = new Desk(Scheduler.SH, "A B C", SchedulerFlag.PORT);
        assertThat(desk.ask("10.244.1.5", 49_153) + desk.ask("10.244.1.5", 49_154) + desk.ask("10.244.1.5", 49_155)).isEqualTo("ACB");
    }

    @Test
    void maglev() {
        Desk desk = new Desk(Scheduler.MH, "A B C");
        assertThat(List.of(desk.ask("10.0.0.1", 1), desk.ask("10.0.0.2", 1), desk.ask("10.244.1.5", 1), desk.ask("192.0.2.1", 1)))
                .containsExactly("A", "C", "C", "A");
        Desk ports = new Desk(Scheduler.MH, "A B C", SchedulerFlag.PORT);
        assertThat(List.of(ports.ask("10.0.0.1", 40_000), ports.ask("10.0.0.2", 40_000), ports.ask("10.244.1.5", 40_000), ports.ask("192.0.2.1", 40_000)))
                .containsOnly("B");
        desk.change("A B");
        assertThat(List.of(desk.ask("10.0.0.1", 1), desk.ask("10.0.0.2", 1), desk.ask("10.244.1.5", 1), desk.ask("192.0.2.1", 1)))
                .containsExactly("A", "B", "A", "A");
    }

    @Test
    void maglevTable() {
        MaglevHash hash = filled("A B C");
        assertThat(owners(hash)).isEqualTo("A 1365, B 1364, C 1364");
        assertThat(Arrays.stream(hash.slots()).limit(20).map(slot -> String.valueOf(Desk.name(slot.address()))).collect(Collectors.joining()))
                .isEqualTo("BAACCCCCBCACCCABCCAB");
        assertThat(owners(filled("A3 B1"))).isEqualTo("A 3070, B 1023");
        MaglevHash without = filled("A B");
        assertThat(owners(without)).isEqualTo("A 2047, B 2046");
        for (int i = 0; i < MaglevHash.TABLE_SIZE; i++) {
            char before = Desk.name(hash.slots()[i].address());
            assertThat(before == 'C' || before == Desk.name(without.slots()[i].address())).as("slot " + i).isTrue();
        }
    }

    @Test
    void aQuiescedServerKeepsItsMaglevSlots() {
        Desk desk = new Desk(Scheduler.MH, "A B C").change("A B C0");
        assertThat(desk.ask("10.0.0.2", 1)).isEqualTo("-");
        assertThat(desk.ask("10.0.0.1", 1)).isEqualTo("A");
        assertThat(new Desk(Scheduler.MH, "A B C", SchedulerFlag.FALLBACK).change("A B C0").ask("10.0.0.2", 1)).isIn("A", "B");
    }

    @Test
    void aHashSaysItsKey() {
        assertThat(new Desk(Scheduler.SH, "A B").schedule(Desk.from("10.244.1.5", 7)).orElseThrow())
                .satisfies(choice -> assertThat(choice.evidence()).isEqualTo("sh: source 10.244.1.5 has slot 115 of 256"))
                .satisfies(choice -> assertThat(choice.probability().intValue()).isEqualTo(1));
    }

    private static MaglevHash filled(String list) {
        MaglevHash hash = new MaglevHash(Set.of(), MaglevHash.TABLE_SIZE);
        hash.added(Desk.servers(list).stream().map(Destination::new).toList(), 0);
        return hash;
    }

    private static String owners(MaglevHash hash) {
        return Arrays.stream(hash.slots()).collect(Collectors.groupingBy(slot -> Desk.name(slot.address()), Collectors.counting())).entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey()).map(entry -> entry.getKey() + " " + entry.getValue()).collect(Collectors.joining(", "));
    }
}
