package dev.glassplane.controller.nodeipam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.net.Cidr;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CidrSetTests {

    private static Cidr cidr(String text) {
        return Cidr.parse(text);
    }

    @Test
    void partsAreGivenOneAfterTheOther() {
        CidrSet set = new CidrSet(cidr("10.244.0.0/16"), 24);
        assertThat(set.allocate(List.of())).contains(cidr("10.244.0.0/24"));
        assertThat(set.allocate(List.of(cidr("10.244.0.0/24")))).contains(cidr("10.244.1.0/24"));
        assertThat(set.allocate(List.of(cidr("10.244.1.0/24")))).as("a freed one waits for its turn").contains(cidr("10.244.2.0/24"));
    }

    @Test
    void aWholeRoundAndNoMore() {
        CidrSet set = new CidrSet(cidr("10.244.0.0/22"), 24);
        List<Cidr> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            taken.add(set.allocate(taken).orElseThrow());
        }
        assertThat(taken).doesNotHaveDuplicates();
        assertThat(set.allocate(taken)).isEmpty();
        taken.remove(cidr("10.244.2.0/24"));
        assertThat(set.allocate(taken)).contains(cidr("10.244.2.0/24"));
    }

    @Test
    void whatSomebodyWroteByHandIsNotGivenAgain() {
        CidrSet set = new CidrSet(cidr("10.244.0.0/16"), 24);
        assertThat(set.allocate(List.of(cidr("10.244.0.0/23"), cidr("10.244.2.128/25")))).contains(cidr("10.244.3.0/24"));
        assertThat(new CidrSet(cidr("10.244.0.0/24"), 24).allocate(List.of(cidr("10.244.0.0/24")))).isEmpty();
    }
}
