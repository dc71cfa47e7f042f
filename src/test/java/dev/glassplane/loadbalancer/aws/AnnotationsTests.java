package dev.glassplane.loadbalancer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the controller makes of annotations, and its words for those that it does not understand. */
class AnnotationsTests {

    private static Annotations of(String suffix, String value) {
        return new Annotations("alb.ingress.kubernetes.io", Map.of("alb.ingress.kubernetes.io/" + suffix, value));
    }

    @Test
    void readsListsPairsNumbersAndFlags() {
        assertThat(of("subnets", " subnet-a, ,subnet-b,").list("subnets")).contains(List.of("subnet-a", "subnet-b"));
        assertThat(of("attributes", "a=b,c=d=e,f=").pairs("attributes")).containsExactly(Map.entry("a", "b"), Map.entry("c", "d=e"), Map.entry("f", ""));
        assertThat(of("order", "-3").number("order")).hasValue(-3);
        assertThat(of("flag", "T").flag("flag")).contains(true);
        assertThat(of("scheme", "x").text("other")).isEmpty();
        assertThat(of("json", "[{\"HTTP\": 80}]").json("json").orElseThrow().get(0).get("HTTP").asInt()).isEqualTo(80);
    }

    @Test
    void otherAnnotationsWin() {
        assertThat(of("target-type", "instance").overriddenBy(Map.of("alb.ingress.kubernetes.io/target-type", "ip")).text("target-type")).contains("ip");
    }

    @Test
    void refusesInTheControllersWords() {
        assertThatThrownBy(() -> of("order", "x").number("order"))
                .hasMessage("failed to parse int32 annotation, alb.ingress.kubernetes.io/order: x: strconv.ParseInt: parsing \"x\": invalid syntax");
        assertThatThrownBy(() -> of("flag", "yes").flag("flag"))
                .hasMessage("failed to parse bool annotation, alb.ingress.kubernetes.io/flag: yes: strconv.ParseBool: parsing \"yes\": invalid syntax");
        assertThatThrownBy(() -> of("attributes", "a").pairs("attributes"))
                .hasMessage("failed to parse stringMap annotation, alb.ingress.kubernetes.io/attributes: a");
        assertThatThrownBy(() -> of("json", "{").json("json")).hasMessageStartingWith("failed to parse json annotation, alb.ingress.kubernetes.io/json: {: ");
        assertThatThrownBy(() -> { throw new BuildFailure("why").within("ingress: a/b"); }).hasMessage("ingress: a/b: why");
    }
}
