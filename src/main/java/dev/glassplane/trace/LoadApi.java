package dev.glassplane.trace;

import dev.glassplane.trace.load.LoadReport;
import dev.glassplane.trace.render.LoadJson;
import dev.glassplane.trace.render.LoadText;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Load runs over HTTP. */
@RestController
@Tag(name = "Trace")
class LoadApi extends QuestionApi {

    private static final List<MediaType> OFFERED = List.of(MediaType.APPLICATION_JSON, TEXT);

    private final Loads loads;

    LoadApi(Loads loads) {
        this.loads = loads;
    }

    @PostMapping(path = "/glassplane/v1/loads", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "load", summary = "Open many connections and see how they spread", description = """
            Opens connections one after the other on a time line of their own, over nodes that remember them: connection tracking, virtual servers, \
            session affinity. Answers with counts by endpoint and node beside the shares that a trace of every path states, a chi-square test of both, \
            connections open over time, failures, and what it cost the nodes. Nothing of it stays. Fields: `from`, `to`, `via`, `protocol`, `mode`, `seed`, \
            `minRevision` as in a trace; `flows` (1 to 100000, default 1000), `arrivals` (constant, poisson, burst), `rate` a second (default 100), `burst`, \
            `hold` (constant, exponential), `holdSeconds` (0 to 86400, default 5), `clients` (addresses of an outside sender), `samples`. A run ends after \
            20 seconds at the latest and then says how far it came.""")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true, content = @Content(mediaType = "application/json",
            schema = @Schema(type = "object"), examples = {
                @ExampleObject(name = "pod to Service", value = LoadExamples.POD_TO_SERVICE),
                @ExampleObject(name = "bursts of many clients to a node port", value = LoadExamples.NODE_PORT),
                @ExampleObject(name = "long connections at a steady rate", value = LoadExamples.STEADY),
                @ExampleObject(name = "through virtual servers", value = LoadExamples.VIRTUAL_SERVERS)}))
    @ApiResponse(responseCode = "200", description = "how the connections spread, also if none came through", content = {
            @Content(mediaType = "application/json", schema = @Schema(type = "object")),
            @Content(mediaType = "text/plain", schema = @Schema(type = "string"))})
    @ApiResponse(responseCode = "400", description = "a field is malformed, unknown or out of range", content =
            @Content(mediaType = "application/problem+json", schema = @Schema(type = "object")))
    @ApiResponse(responseCode = "404", description = "a pod, node, Service, port or mode does not exist", content =
            @Content(mediaType = "application/problem+json", schema = @Schema(type = "object")))
    @ApiResponse(responseCode = "422", description = "no packet can be sent now, or the target or mode is not modelled", content =
            @Content(mediaType = "application/problem+json", schema = @Schema(type = "object")))
    @ApiResponse(responseCode = "429", description = "too many runs at the same time", content =
            @Content(mediaType = "application/problem+json", schema = @Schema(type = "object")))
    ResponseEntity<String> post(@RequestBody String body,
                                @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "*/*") String accept)
            throws TimeoutException, InterruptedException {
        MediaType type = negotiate(accept, OFFERED);
        LoadReport report = loads.run(parse(body));
        return type.equals(TEXT) ? ResponseEntity.ok().contentType(TEXT).body(LoadText.print(report))
                : ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(MAPPER.writeValueAsString(LoadJson.of(report)));
    }
}
