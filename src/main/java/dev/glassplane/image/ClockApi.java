package dev.glassplane.image;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The cluster's time over HTTP. */
@RestController
@Tag(name = "Clock")
class ClockApi {

    private final ClusterClock clock;

    ClockApi(ClusterClock clock) {
        this.clock = clock;
    }

    /**
     * @param now     the cluster's time
     * @param virtual whether it only moves when told to
     */
    record Time(Instant now, boolean virtual) {}

    @GetMapping("/glassplane/v1/clock")
    @Operation(operationId = "clock", summary = "The cluster's time")
    Time now() {
        return new Time(clock.instant(), clock.virtual());
    }

    @PostMapping("/glassplane/v1/clock:advance")
    @Operation(operationId = "advanceClock", summary = "Move virtual time on", description = "Runs everything that is due on the way. Needs --glassplane.clock=virtual; "
            + "a real clock answers 409.")
    Time advance(@Parameter(description = "how far: 30s, 5m, 2h or PT30S", example = "30s") @RequestParam String by) {
        Duration duration;
        try {
            duration = DurationStyle.detectAndParse(by);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw problem(HttpStatus.BAD_REQUEST, "by: expected a duration such as 30s, 5m or PT30S, found \"" + by + "\"");
        }
        try {
            clock.advance(duration);
        } catch (IllegalArgumentException e) {
            throw problem(HttpStatus.BAD_REQUEST, "by: " + e.getMessage());
        } catch (IllegalStateException e) {
            throw problem(HttpStatus.CONFLICT, e.getMessage());
        }
        return now();
    }

    private static ErrorResponseException problem(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
