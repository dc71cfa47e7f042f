package dev.glassplane.calico;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTests {

    private static final Map<String, String> LABELS = Map.of("rack", "r1", "route-reflector", "true", "topology.kubernetes.io/zone", "us-east-1a");

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
        "all() ; true",
        "has(rack) ; true",
        "!has(rack) ; false",
        "rack == 'r1' ; true",
        "rack == \"r2\" ; false",
        "rack != 'r2' ; true",
        "gone != 'x' ; true",
        "rack in { 'r1', 'r2' } ; true",
        "rack not in {'r1'} ; false",
        "gone not in {'r1'} ; true",
        "topology.kubernetes.io/zone starts with 'us-' ; true",
        "topology.kubernetes.io/zone ends with 'b' ; false",
        "topology.kubernetes.io/zone contains 'east' ; true",
        "has(gone) || has(rack) && rack == 'r1' ; true",
        "(has(gone) || has(rack)) && rack == 'r2' ; false",
        "!(route-reflector == 'true') ; false"})
    void asCalicoReadsThem(String text, boolean expected) {
        assertThat(Selector.parse(text).matches(LABELS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rack = 'r1'", "rack ==", "has(", "rack == r1", "all() all()", "some(x)", "rack in {'a'", "&& has(a)", "rack == 'r1' ;"})
    void anythingElseIsRefusedInWords(String text) {
        assertThatThrownBy(() -> Selector.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("selector \"" + text + "\": ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
        "a=='b' ; a == \"b\"",
        "a in {'z','b','z'} ; a in {\"b\", \"z\"}",
        "(a == 'x') && (b == 'y' && has(c)) ; (a == \"x\" && (b == \"y\" && has(c)))",
        "! ! !has(a) ; !has(a)",
        "a starts with 'x' || all() ; (a starts with \"x\" || all())",
        "a not in { } ; a not in {}"})
    void haveOneFormThatNamesOfSetsFollowFrom(String text, String form) {
        assertThat(Selector.parse(text)).hasToString(form).isEqualTo(Selector.parse(form));
    }

    @Test
    void aPrefixGoesBeforeEveryLabel() {
        assertThat(Selector.parse("has(a) && !(b == 'c' || d in {'e'}) && all()").prefixed("pcns.")).hasToString("(has(pcns.a) && !(pcns.b == \"c\" || pcns.d in {\"e\"}) && all())");
    }
}
