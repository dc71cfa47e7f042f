package dev.glassplane.linux.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.linux.bpf.MaglevTable.MaglevBackend;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaglevTableTests {

    private static final MaglevTable THREE = table(1, 2, 3);

    private static MaglevTable table(int... hosts) {
        return new MaglevTable(MaglevSeed.DEFAULT, MaglevTable.SIZE_DEFAULT, Arrays.stream(hosts).mapToObj(MaglevTableTests::backend).toList());
    }

    private static MaglevBackend backend(int host) {
        return MaglevBackend.of(host, new BackendValue(Ip.parse("10.244." + host + ".10"), 8080, L4.TCP, BackendState.ACTIVE));
    }

    private static Packet from(int port) {
        return Packet.of(Protocol.TCP, Ip.parse("203.0.113.7"), port, Ip.parse("192.168.10.11"), 30_080);
    }

    @Test
    void splitsTheSeedIntoItsNumbers() {
        assertThat(MaglevSeed.DEFAULT).isEqualTo(new MaglevSeed(0x24b7ef82, 0x71dcda46, 0x92505688));
        assertThatThrownBy(() -> MaglevSeed.parse("AAAA")).hasMessageContaining("12 bytes").hasMessageContaining("3 bytes");
        assertThatThrownBy(() -> MaglevSeed.parse("?")).hasMessageContaining("base64");
    }

    @Test
    void fillsTheTableAsTheAgentDoes() {
        int[] slots = THREE.slots();
        assertThat(Arrays.copyOf(slots, 16)).containsExactly(2, 3, 1, 3, 1, 3, 3, 2, 1, 1, 3, 1, 3, 3, 3, 1);
        assertThat(IntStream.of(1, 2, 3).map(id -> (int) Arrays.stream(slots).filter(slot -> slot == id).count())).containsExactly(5461, 5460, 5460);
    }

    @Test
    void hashesPacketsAsTheProgramsDo() {
        int hash = JenkinsHash.of(from(40_000), MaglevSeed.DEFAULT, true);
        assertThat(hash).isEqualTo(0xdef52e65);
        assertThat(Integer.remainderUnsigned(hash, THREE.size())).isEqualTo(8799);
        assertThat(THREE.slots()[8799]).isEqualTo(3);
        assertThat(JenkinsHash.of(from(40_001), MaglevSeed.DEFAULT, true)).isEqualTo(0x8b609384);
        assertThat(THREE.slots()[7256]).isEqualTo(1);
        assertThat(JenkinsHash.of(from(40_000), MaglevSeed.DEFAULT, false)).isEqualTo(JenkinsHash.of(from(40_001), MaglevSeed.DEFAULT, false));
    }

    @Test
    void doesNotCareForTheOrderOfBackends() {
        assertThat(table(3, 1, 2)).isEqualTo(THREE);
    }

    @Test
    void givesHeavierBackendsMoreSlots() {
        MaglevBackend heavy = new MaglevBackend(1, "a", 50);
        MaglevBackend light = new MaglevBackend(2, "b", 10);
        int[] slots = new MaglevTable(MaglevSeed.DEFAULT, 1021, List.of(heavy, light)).slots();
        assertThat(Arrays.stream(slots).filter(slot -> slot == 1).count() / 1021.0).isBetween(0.82, 0.84);
    }

    @Test
    void movesFewSlotsWhenABackendGoes() {
        assertThat(THREE.disruption(THREE)).isZero();
        assertThat(THREE.disruption(table(1, 2))).isBetween(1 / 3.0, 0.45);
        assertThat(THREE.disruption(table())).isEqualTo(1);
    }

    @Test
    void refusesOtherSizes() {
        assertThatThrownBy(() -> new MaglevTable(MaglevSeed.DEFAULT, 1000, List.of())).hasMessageContaining("16381");
        assertThat(table().slots()).isEmpty();
    }
}
