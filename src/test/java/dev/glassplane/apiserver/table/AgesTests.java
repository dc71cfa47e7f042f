package dev.glassplane.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgesTests {

    @ParameterizedTest
    @CsvSource({"PT-3S,<invalid>", "PT-1S,0s", "PT0S,0s", "PT119S,119s", "PT120S,2m", "PT125S,2m5s", "PT9M59S,9m59s", "PT10M30S,10m",
        "PT179M,179m", "PT3H,3h", "PT3H10M,3h10m", "PT8H59M,8h", "PT47H59M,47h", "PT48H,2d", "PT50H,2d2h", "P8D,8d", "P729D,729d",
        "P730D,2y", "P800D,2y70d", "P3000D,8y"})
    void areShortAsKubectlPrintsThem(String age, String text) {
        assertThat(Ages.human(Duration.parse(age))).isEqualTo(text);
    }
}
