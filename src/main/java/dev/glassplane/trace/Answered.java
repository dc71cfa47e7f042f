package dev.glassplane.trace;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The answers that both forms of a question get, for the API document. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ApiResponse(responseCode = "200", description = "the answer, also if the packet does not arrive or the question is not modelled", content = {
        @Content(mediaType = "application/json", schema = @Schema(type = "object")),
        @Content(mediaType = "text/plain", schema = @Schema(type = "string"),
                examples = @ExampleObject(name = "minimal", value = TraceExamples.MINIMAL_ANSWER)),
        @Content(mediaType = "text/vnd.mermaid", schema = @Schema(type = "string"))})
@ApiResponse(responseCode = "400", description = "a field is malformed, unknown or not modelled", content =
        @Content(mediaType = "application/problem+json", schema = @Schema(type = "object")))
@ApiResponse(responseCode = "404", description = "a pod, node, Service, port or endpoint does not exist", content =
        @Content(mediaType = "application/problem+json", schema = @Schema(type = "object")))
@ApiResponse(responseCode = "422", description = "the packet cannot be sent now: the pod does not run, or has no address of the family", content =
        @Content(mediaType = "application/problem+json", schema = @Schema(type = "object")))
@ApiResponse(responseCode = "504", description = "the tables did not show the revision in time", content =
        @Content(mediaType = "application/problem+json", schema = @Schema(type = "object")))
@interface Answered {}
