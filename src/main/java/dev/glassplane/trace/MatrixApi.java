package dev.glassplane.trace;

import dev.glassplane.trace.matrix.Matrix;
import dev.glassplane.trace.matrix.MatrixRequest;
import dev.glassplane.trace.matrix.PortWish;
import dev.glassplane.trace.render.MatrixCsv;
import dev.glassplane.trace.render.MatrixJson;
import dev.glassplane.trace.render.MatrixText;
import dev.glassplane.trace.request.RequestException;
import dev.glassplane.trace.request.Suggestions;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who reaches whom, over HTTP. */
@RestController
@Tag(name = "Trace")
class MatrixApi extends QuestionApi {

    private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);
    private static final List<MediaType> OFFERED = List.of(MediaType.APPLICATION_JSON, TEXT, CSV);
    private static final Set<String> FIELDS = Set.of("namespace", "port");

    private final Matrices matrices;

    MatrixApi(Matrices matrices) {
        this.matrices = matrices;
    }

    @GetMapping("/glassplane/v1/matrix")
    @Operation(operationId = "matrix", summary = "Who reaches whom", description = "Pods by pods by ports: every cell is a trace from pod to pod, with its answer. "
            + "With Accept: text/plain as a table for a terminal, text/csv one line a cell. In JSON, `cells[row][column]` is an index into `results`, "
            + "rows are `senders`, columns are `targets`. At most 100000 cells.")
    @Parameter(name = "namespace", in = ParameterIn.QUERY, description = "whose pods ask and are asked, several with commas; without it: all",
            schema = @Schema(type = "string"), examples = {@ExampleObject(name = "one", value = "demo"),
                @ExampleObject(name = "two", value = "demo,kube-system")})
    @Parameter(name = "port", in = ParameterIn.QUERY, description = "number, number/protocol or name of a container port, several with commas; "
            + "without it: every port that containers declare", schema = @Schema(type = "string"), examples = {
                @ExampleObject(name = "a number at every pod", value = "80"), @ExampleObject(name = "another protocol", value = "53/UDP"),
                @ExampleObject(name = "where a container has it", value = "http")})
    @ApiResponse(responseCode = "200", description = "the matrix", content = {
        @Content(mediaType = "application/json", schema = @Schema(type = "object")),
        @Content(mediaType = "text/plain", schema = @Schema(type = "string")), @Content(mediaType = "text/csv", schema = @Schema(type = "string"))})
    @ApiResponse(responseCode = "400", description = "a parameter is malformed or unknown, or there would be too many cells", content =
            @Content(mediaType = "application/problem+json", schema = @Schema(type = "object")))
    @ApiResponse(responseCode = "404", description = "the namespace has no pods, or no container has a port of that name", content =
            @Content(mediaType = "application/problem+json", schema = @Schema(type = "object")))
    @ApiResponse(responseCode = "429", description = "too many matrices at the same time", content =
            @Content(mediaType = "application/problem+json", schema = @Schema(type = "object")))
    ResponseEntity<String> get(@Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters,
                               @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "*/*") String accept)
            throws TimeoutException, InterruptedException {
        MediaType type = negotiate(accept, OFFERED);
        parameters.keySet().stream().filter(name -> !FIELDS.contains(name)).sorted().findFirst().ifPresent(name -> {
            throw RequestException.invalid(name, "no such parameter: a matrix has namespace and port" + Suggestions.didYouMean(name, FIELDS),
                    "\"" + parameters.getFirst(name) + "\"");
        });
        Matrix matrix = matrices.answer(new MatrixRequest(words(parameters, "namespace").collect(Collectors.toSet()),
                words(parameters, "port").map(PortWish::parse).toList()));
        if (type.equals(TEXT)) {
            return ResponseEntity.ok().contentType(TEXT).body(MatrixText.print(matrix));
        }
        if (type.equals(CSV)) {
            return ResponseEntity.ok().contentType(CSV).body(MatrixCsv.print(matrix));
        }
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(MAPPER.writeValueAsString(MatrixJson.of(matrix)));
    }

    private static Stream<String> words(MultiValueMap<String, String> parameters, String name) {
        return parameters.getOrDefault(name, List.of()).stream().flatMap(value -> Arrays.stream(value.split(","))).map(String::strip)
                .filter(word -> !word.isEmpty());
    }
}
