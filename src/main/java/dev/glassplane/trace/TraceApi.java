package dev.glassplane.trace;

import dev.glassplane.trace.request.RequestException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Traces over HTTP: the fields of a PacketTrace's {@code spec} as a JSON body, or as query parameters. */
@RestController
@Tag(name = "Trace")
class TraceApi extends QuestionApi {

    private static final MediaType MERMAID = new MediaType("text", "vnd.mermaid", StandardCharsets.UTF_8);
    private static final List<MediaType> OFFERED = List.of(MediaType.APPLICATION_JSON, TEXT, MERMAID);

    private final Tracer tracer;

    TraceApi(Tracer tracer) {
        this.tracer = tracer;
    }

    @GetMapping("/glassplane/v1/trace")
    @Operation(operationId = "trace", summary = "Trace a packet", description = "Where a packet goes, rule by rule, and what the sender sees. "
            + "With Accept: text/plain as text for a terminal, text/vnd.mermaid as a sequence diagram.")
    @Parameter(name = "from", in = ParameterIn.QUERY, required = true, schema = @Schema(type = "string"),
            description = "pod/NAMESPACE/NAME, node/NAME, external, or an IP address", examples = {
                @ExampleObject(name = "a pod", value = "pod/demo/client"), @ExampleObject(name = "a node", value = "node/node-a"),
                @ExampleObject(name = "a client on the internet", value = "external")})
    @Parameter(name = "to", in = ParameterIn.QUERY, required = true, schema = @Schema(type = "string"),
            description = "service/NAMESPACE/NAME[:PORT], pod/NAMESPACE/NAME[:PORT], node/NAME:PORT, IP:PORT, [IPv6]:PORT, HOST:PORT, a name that the sender's resolver looks up, "
            + "http(s)://HOST[:PORT][/PATH], gateway/NAMESPACE/NAME or ingress/NAMESPACE/NAME", examples = {
                @ExampleObject(name = "a Service", value = "service/demo/web"), @ExampleObject(name = "a named port", value = "service/demo/web:http"),
                @ExampleObject(name = "a node port", value = "node/node-a:30080"), @ExampleObject(name = "a server on the internet", value = "198.51.100.7:443")})
    @Parameter(name = "via", in = ParameterIn.QUERY, description = "which address of a Service",
            schema = @Schema(allowableValues = {"clusterIP", "nodePort", "externalIP", "loadBalancer"}, defaultValue = "clusterIP"))
    @Parameter(name = "method", in = ParameterIn.QUERY, description = "of the request, if `to` is a URL, a Gateway or an Ingress",
            schema = @Schema(type = "string", defaultValue = "GET"))
    @Parameter(name = "headers", in = ParameterIn.QUERY, description = "lines `NAME: VALUE`; Host takes the place of the URL's host",
            schema = @Schema(type = "string"))
    @Parameter(name = "sni", in = ParameterIn.QUERY, description = "server name of the TLS handshake; default: the URL's host", schema = @Schema(type = "string"))
    @Parameter(name = "clientCertificate", in = ParameterIn.QUERY, description = "the client shows a certificate of its own",
            schema = @Schema(type = "boolean", defaultValue = "false"))
    @Parameter(name = "protocol", in = ParameterIn.QUERY, description = "default: that of the Service port or container port, else TCP",
            schema = @Schema(allowableValues = {"TCP", "UDP", "SCTP", "ICMP", "ICMPV6"}))
    @Parameter(name = "sourcePort", in = ParameterIn.QUERY, description = "default: derived from ends and seed",
            schema = @Schema(type = "integer", minimum = "1", maximum = "65535"))
    @Parameter(name = "size", in = ParameterIn.QUERY, description = "bytes of the IP packet, headers included",
            schema = @Schema(type = "integer", minimum = "28", maximum = "65535", defaultValue = "60"))
    @Parameter(name = "df", in = ParameterIn.QUERY, description = "do not fragment; false is not modelled",
            schema = @Schema(type = "boolean", allowableValues = {"true"}, defaultValue = "true"))
    @Parameter(name = "paths", in = ParameterIn.QUERY, description = "one path, or every path with its exact share",
            schema = @Schema(allowableValues = {"sample", "all"}, defaultValue = "sample"))
    @Parameter(name = "maxPaths", in = ParameterIn.QUERY, description = "most paths to list",
            schema = @Schema(type = "integer", minimum = "1", maximum = "1024", defaultValue = "64"))
    @Parameter(name = "seed", in = ParameterIn.QUERY, description = "decides the one path; default: the server's seed",
            schema = @Schema(type = "integer", format = "int64"))
    @Parameter(name = "pick", in = ParameterIn.QUERY, description = "endpoint IP:PORT that every random choice should take",
            schema = @Schema(type = "string"))
    @Parameter(name = "return", in = ParameterIn.QUERY, description = "walk the answer's way too",
            schema = @Schema(type = "boolean", defaultValue = "true"))
    @Parameter(name = "detail", in = ParameterIn.QUERY, description = "how much the answer says",
            schema = @Schema(allowableValues = {"minimal", "summary", "full"}, defaultValue = "summary"))
    @Parameter(name = "mode", in = ParameterIn.QUERY, description = "as if every node ran this service mode; compare: every mode beside each other",
            schema = @Schema(allowableValues = {"as-configured", "iptables", "ipvs", "nftables", "ebpf", "compare"}, defaultValue = "as-configured"))
    @Parameter(name = "whyNot", in = ParameterIn.QUERY, description = "if it does not arrive: what stands in the way, and edits that are proved to clear it",
            schema = @Schema(type = "boolean", defaultValue = "false"))
    @Parameter(name = "flowLogs", in = ParameterIn.QUERY, description = "list the records of VPC flow logs in the text too; JSON always has them",
            schema = @Schema(type = "boolean", defaultValue = "false"))
    @Parameter(name = "minRevision", in = ParameterIn.QUERY, description = "resourceVersion that the tables must show at least; "
            + "without it, they show every write that was acknowledged", schema = @Schema(type = "integer", format = "int64"))
    @Answered
    ResponseEntity<String> get(@Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters,
                               @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "*/*") String accept)
            throws TimeoutException, InterruptedException {
        MediaType type = negotiate(accept, OFFERED);
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        parameters.forEach((name, values) -> {
            if (values.size() > 1 && !name.equals("headers")) {
                throw RequestException.invalid(name, "one value", values.toString());
            }
            spec.put(name, String.join("\n", values));
        });
        return answer(spec, type);
    }

    @PostMapping(path = "/glassplane/v1/traces", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "traceOfBody", summary = "Trace a packet (JSON body)", description = "The fields of a PacketTrace's spec. `from` and `to` may be short texts or objects.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true, content = @Content(mediaType = "application/json",
            schema = @Schema(type = "object"), examples = {
                @ExampleObject(name = "pod to Service", value = TraceExamples.POD_TO_SERVICE),
                @ExampleObject(name = "every path with its share", value = TraceExamples.ALL_PATHS),
                @ExampleObject(name = "internet to node port", value = TraceExamples.NODE_PORT),
                @ExampleObject(name = "a packet that arrives at a node", value = TraceExamples.AT_NODE),
                @ExampleObject(name = "pod to the internet", value = TraceExamples.TO_INTERNET),
                @ExampleObject(name = "node to Service, every detail", value = TraceExamples.FULL),
                @ExampleObject(name = "every service mode beside each other", value = TraceExamples.COMPARE),
                @ExampleObject(name = "a request of HTTP", value = TraceExamples.HTTP),
                @ExampleObject(name = "and if not, why not", value = TraceExamples.WHY_NOT),
                @ExampleObject(name = "a node port in every service mode", value = TraceExamples.COMPARE_NODE_PORT)}))
    @Answered
    ResponseEntity<String> post(@RequestBody String body,
                                @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "*/*") String accept)
            throws TimeoutException, InterruptedException {
        return answer(parse(body), negotiate(accept, OFFERED));
    }

    private ResponseEntity<String> answer(ObjectNode spec, MediaType type) throws TimeoutException, InterruptedException {
        Answer answer = tracer.answer(spec);
        if (type.equals(TEXT)) {
            return ResponseEntity.ok().contentType(TEXT).body(answer.text());
        }
        if (type.equals(MERMAID)) {
            return ResponseEntity.ok().contentType(MERMAID).body(answer.mermaid());
        }
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(MAPPER.writeValueAsString(answer.json()));
    }
}
