package dev.glassplane.bootstrap.reset;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.TimeoutException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /glassplane/v1/reset}. */
@RestController
@Tag(name = "Cluster")
class ResetApi {

    private final StartState start;

    ResetApi(StartState start) {
        this.start = start;
    }

    @PostMapping("/glassplane/v1/reset")
    @Operation(operationId = "reset", summary = "Back to the state after the start",
            description = "Objects that were made since then go, the others come back as they were, with their uids. Control loops and tables have "
                    + "settled when the answer comes. Watches go on: they see what a client would have done. The log keeps its history, a virtual "
                    + "clock its time.")
    StartState.Restored reset() throws InterruptedException, TimeoutException {
        return start.reset();
    }
}
