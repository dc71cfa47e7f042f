package dev.glassplane.linux.entry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.net.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntriesTests {

    private record Numbers(String name) implements EntryTable<String, Integer> {}

    private static final Numbers ONES = new Numbers("ones");
    private static final Numbers TENS = new Numbers("tens");

    private static Entry<?, ?> entry(Numbers table, String key, int value, String writer) {
        return new Entry<>(table, key, value, Origin.of(writer, "for a test"));
    }

    @Test
    void aKeyThatTwoWritersPutStaysUntilBothTookItAway() {
        EntrySet both = EntrySet.EMPTY.with(List.of(entry(ONES, "a", 1, "x"))).with(List.of(entry(ONES, "a", 1, "y")));
        EntrySet one = both.without(List.of(entry(ONES, "a", 1, "x")));
        assertThat(Entries.of(List.of(both)).size(ONES)).isEqualTo(1);
        assertThat(Entries.of(List.of(one)).find(ONES, "a").orElseThrow().origin().component()).isEqualTo("y");
        assertThat(one.without(List.of(entry(ONES, "a", 1, "y"))).isEmpty()).isTrue();
    }

    @Test
    void takingAwayWhatIsNotThereChangesNothing() {
        EntrySet some = EntrySet.EMPTY.with(List.of(entry(ONES, "a", 1, "x")));
        assertThat(some.without(List.of(entry(ONES, "b", 1, "x"), entry(TENS, "a", 1, "x")))).isSameAs(some);
    }

    @Test
    void ofTwoWritersTheLastByNameCountsWhoeverCameFirst() {
        EntrySet xThenY = EntrySet.EMPTY.with(List.of(entry(ONES, "a", 1, "x"), entry(ONES, "a", 2, "y")));
        EntrySet yThenX = EntrySet.EMPTY.with(List.of(entry(ONES, "a", 2, "y"), entry(ONES, "a", 1, "x")));
        assertThat(Entries.of(List.of(xThenY)).value(ONES, "a")).contains(2);
        assertThat(Entries.of(List.of(yThenX)).value(ONES, "a")).contains(2);
        EntrySet x = EntrySet.EMPTY.with(List.of(entry(ONES, "a", 1, "x")));
        EntrySet y = EntrySet.EMPTY.with(List.of(entry(ONES, "a", 2, "y")));
        assertThat(Entries.of(List.of(y, x)).value(ONES, "a")).contains(2);
        assertThat(Entries.of(List.of(y, x)).all(ONES)).extracting(Entry::value).containsExactly(2);
    }

    @Test
    void layersAreUnited() {
        EntrySet low = EntrySet.EMPTY.with(List.of(entry(ONES, "a", 1, "x"), entry(ONES, "b", 2, "x"), entry(TENS, "a", 10, "x")));
        EntrySet high = EntrySet.EMPTY.with(List.of(entry(ONES, "a", 9, "y")));
        Entries entries = Entries.of(List.of(low, high));
        assertThat(entries.value(ONES, "a")).contains(9);
        assertThat(entries.all(ONES)).extracting(Entry::value).containsExactlyInAnyOrder(9, 2);
        assertThat(entries.size(ONES)).isEqualTo(2);
        assertThat(entries.size(TENS)).isEqualTo(1);
        assertThat(entries.tables()).containsExactlyInAnyOrder(ONES, TENS);
        assertThat(entries.find(TENS, "z")).isEmpty();
    }
}
