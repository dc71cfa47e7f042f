package dev.glassplane.bootstrap.manifest;

import dev.glassplane.bootstrap.reset.StartState;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /glassplane/v1/export} and {@code POST /glassplane/v1/import}. */
@RestController
@Tag(name = "Cluster")
class ManifestsApi {

    private static final String YAML = "application/yaml";

    private final Exporter exporter;
    private final Importer importer;
    private final StartState states;

    ManifestsApi(Exporter exporter, Importer importer, StartState states) {
        this.exporter = exporter;
        this.importer = importer;
        this.states = states;
    }

    /** @param objects how many were written */
    record Imported(int objects) {}

    @GetMapping(path = "/glassplane/v1/export", produces = YAML)
    @Operation(operationId = "export", summary = "All objects as manifests that a real cluster takes",
            description = "Left out: what controllers make of other objects, status, addresses and ports that nobody asked for, system namespaces, "
                    + "nodes, and kinds that only this server knows. With `all=true` everything, as it is.")
    String export(@Parameter(description = "everything, as it is") @RequestParam(defaultValue = "false") boolean all) {
        return exporter.export(all);
    }

    @PostMapping(path = "/glassplane/v1/import", consumes = YAML)
    @Operation(operationId = "import", summary = "Write manifests, or what kubectl get -o yaml printed",
            description = "Several documents and lists are fine. Objects that are there are replaced. A status is written too, so that pods keep "
                    + "their addresses. If one object is refused, nothing has changed.",
            requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true, content = @Content(mediaType = YAML,
                    examples = @ExampleObject(name = "config-map", summary = "One ConfigMap", value = """
                            apiVersion: v1
                            kind: ConfigMap
                            metadata: {name: imported, namespace: demo}
                            data: {hello: world}
                            """))))
    Imported read(@RequestBody String manifests) throws InterruptedException, TimeoutException {
        StartState.Snapshot before = states.now();
        try {
            return new Imported(importer.write(ManifestReader.text(manifests, "body")));
        } catch (ManifestException e) {
            states.restore(before);
            throw new ErrorResponseException(HttpStatus.UNPROCESSABLE_CONTENT,
                    ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, e.getMessage()), e);
        }
    }
}
