package dev.glassplane.bootstrap;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /glassplane/v1/capabilities}: where the emulation ends. */
@RestController
@Tag(name = "About")
class CapabilitiesApi {

    private final Capabilities capabilities = Capabilities.packed();

    @GetMapping("/glassplane/v1/capabilities")
    @Operation(summary = "What is modelled, what is assumed, what is not modelled",
            description = "The entries of docs/limits.md. A refusal names its entry as `limit: ID`.")
    Capabilities capabilities() {
        return capabilities;
    }
}
