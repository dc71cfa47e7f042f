package dev.glassplane.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

class ClockApiTests {

    @Test
    void virtualTimeMovesWhenToldTo() {
        MockMvcTester http = api("virtual");
        assertThat(http.get().uri("/glassplane/v1/clock")).hasStatusOk().bodyJson()
                .isLenientlyEqualTo("{\"now\": \"2026-01-01T00:00:00Z\", \"virtual\": true}");
        assertThat(http.post().uri("/glassplane/v1/clock:advance?by=90s")).hasStatusOk().bodyJson()
                .isLenientlyEqualTo("{\"now\": \"2026-01-01T00:01:30Z\"}");
        assertThat(http.post().uri("/glassplane/v1/clock:advance?by=PT1H")).hasStatusOk().bodyJson()
                .isLenientlyEqualTo("{\"now\": \"2026-01-01T01:01:30Z\"}");
        assertThat(http.post().uri("/glassplane/v1/clock:advance?by=5m")).hasStatusOk().bodyJson()
                .isLenientlyEqualTo("{\"now\": \"2026-01-01T01:06:30Z\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-5s", "9999999h", "PT", ""})
    void nonsenseIsAnsweredWithWhatWasExpected(String by) {
        MockMvcTester http = api("virtual");
        assertThat(http.post().uri("/glassplane/v1/clock:advance?by={by}", by)).hasStatus(400)
                .hasContentTypeCompatibleWith("application/problem+json").bodyJson().extractingPath("detail").asString().startsWith("by: ");
        assertThat(http.get().uri("/glassplane/v1/clock")).bodyJson().extractingPath("now").isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void aRealClockCannotBeMoved() {
        assertThat(api("real").post().uri("/glassplane/v1/clock:advance?by=1s")).hasStatus(409)
                .hasContentTypeCompatibleWith("application/problem+json").bodyJson().extractingPath("detail").asString()
                .contains("--glassplane.clock=virtual");
    }

    private static MockMvcTester api(String mode) {
        return MockMvcTester.of(java.util.List.of(new ClockApi(new AdjustableClock(mode))),
                builder -> builder.setControllerAdvice(new Problems()).build());
    }

    /** What spring.mvc.problemdetails.enabled adds. */
    @ControllerAdvice
    private static final class Problems extends ResponseEntityExceptionHandler {}
}
