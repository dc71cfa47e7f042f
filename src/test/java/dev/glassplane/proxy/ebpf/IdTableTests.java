package dev.glassplane.proxy.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdTableTests {

    private static IdTable<String> of(int size, Iterable<String> keys) {
        IdTable<String> table = IdTable.empty(size);
        for (String key : keys) {
            table = table.with(key, new ArrayList<>());
        }
        return table;
    }

    /** Small tables, full ones too: runs of taken places are then long and go around the end. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 31, 64})
    void numbersFollowFromTheKeysAndNotFromTheirHistory(int size) {
        Random random = new Random(size);
        IdTable<String> table = IdTable.empty(size);
        Set<String> keys = new HashSet<>();
        for (int step = 0; step < 600; step++) {
            String key = "k" + random.nextInt(size + size / 2 + 1);
            IdTable<String> before = table;
            Set<String> moved = new HashSet<>();
            if (keys.contains(key) || keys.size() == size) {
                table = table.without(key, moved);
                keys.remove(key);
            } else {
                table = table.with(key, moved);
                keys.add(key);
            }
            List<String> inOtherOrder = new ArrayList<>(keys);
            Collections.shuffle(inOtherOrder, random);
            assertThat(table).as("step %d", step).isEqualTo(of(size, inOtherOrder));
            IdTable<String> after = table;
            Set<String> others = keys.stream().filter(each -> !each.equals(key) && !before.id(each).equals(after.id(each))).collect(Collectors.toSet());
            moved.remove(key);
            assertThat(moved).as("step %d", step).isEqualTo(others);
        }
    }

    @Test
    void everyKeyHasANumberOfItsOwnFromOneOn() {
        List<String> keys = IntStream.range(0, 500).mapToObj(i -> "10.0.0." + i).toList();
        IdTable<String> table = of(500, keys);
        assertThat(keys.stream().map(key -> table.id(key).orElseThrow()).collect(Collectors.toSet())).hasSize(500)
                .allSatisfy(id -> assertThat(id).isBetween(1, 500));
        assertThat(table.id("another")).isEmpty();
        assertThat(table.with(keys.getFirst(), new ArrayList<>())).isSameAs(table);
        assertThatIllegalStateException().isThrownBy(() -> table.with("another", new ArrayList<>())).withMessageContaining("all 500 are taken");
    }

    @Test
    void aKeyMovesFewOthers() {
        List<String> keys = IntStream.range(0, 4000).mapToObj(i -> "10.0.0.0:" + i).toList();
        IdTable<String> table = of(65_535, keys);
        List<String> moved = new ArrayList<>();
        for (String key : keys) {
            table.without(key, moved);
        }
        assertThat(moved.size()).as("keys moved by 4,000 removals").isLessThan(400);
    }
}
