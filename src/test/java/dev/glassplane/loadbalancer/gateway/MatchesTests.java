package dev.glassplane.loadbalancer.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.loadbalancer.model.Rule;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

class MatchesTests {

    private static final YAMLMapper YAML = new YAMLMapper();

    /** The order in which the matches are asked, by their place. */
    private static List<Integer> order(String... matches) {
        List<Ranked> ranked = new ArrayList<>(IntStream.range(0, matches.length).mapToObj(place -> {
            Matches read = matches[place].contains("service") ? Matches.grpc(YAML.readTree(matches[place])) : Matches.http(YAML.readTree(matches[place]));
            Rule rule = new Rule("r" + place, OptionalInt.empty(), read.conditions(), List.of(), dev.glassplane.loadbalancer.model.Action.NOT_FOUND, Origin.of("test", ""));
            return new Ranked(read.rank(), 0, place, 0, rule);
        }).toList());
        ranked.sort(Ranked.ORDER);
        return ranked.stream().map(Ranked::index).toList();
    }

    @Test
    void theMostSpecificPathComesFirst() {
        assertThat(order("{path: {value: /}}", "{path: {value: /a}}", "{path: {value: /a/b}}", "{path: {type: Exact, value: /a}}", "{path: {type: RegularExpression, value: '/.*'}}"))
                .containsExactly(3, 4, 2, 1, 0);
    }

    @Test
    void amongEqualPathsMethodThenHeadersThenQueryDecide() {
        assertThat(order("{queryParams: [{name: a, value: b}]}", "{headers: [{name: a, value: b}, {name: A, value: c}]}", "{headers: [{name: a, value: b}, {name: c, value: d}]}",
                "{method: GET}", "{}")).containsExactly(3, 2, 1, 0, 4);
    }

    @Test
    void amongEqualMatchesTheFirstRuleWins() {
        assertThat(order("{path: {value: /a}}", "{path: {value: /b}}", "{path: {value: /a/}}")).containsExactly(0, 1, 2);
    }

    @Test
    void callsAreRankedByServiceThenMethod() {
        assertThat(order("{method: {service: shop.Orders}}", "{method: {service: shop.Orders, method: Place}}", "{method: {service: shop.OrdersArchive}}"))
                .containsExactly(2, 1, 0);
    }

    @Test
    void anExpressionThatIsNoneIsRefused() {
        assertThatThrownBy(() -> Matches.http(YAML.readTree("{path: {type: RegularExpression, value: '('}}"))).isInstanceOf(Unsupported.class).hasMessageContaining("none of RE2");
    }
}
