package dev.glassplane.dns;

import dev.glassplane.dns.message.Records;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageSource;
import dev.glassplane.net.Ip;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.vpc.VpcFabric;
import dev.glassplane.vpc.VpcFabricSource;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;
import tools.jackson.databind.json.JsonMapper;

/** Questions to the cluster's DNS over HTTP. */
@RestController
@Tag(name = "DNS")
class DnsApi {

    /** How long a question may wait for the image. */
    static final Duration WAIT_MAX = Duration.ofSeconds(2);
    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);
    private static final String TEXT_EXAMPLE = ";; ANSWER SECTION:\nweb.demo.svc.cluster.local. 5	IN	A	10.100.12.34\n";

    private final ClusterNames names;
    private final ImageSource images;
    private final VpcFabricSource fabrics;
    private final RevisionLog log;

    DnsApi(ClusterNames names, ImageSource images, VpcFabricSource fabrics, RevisionLog log) {
        this.names = names;
        this.images = images;
        this.fabrics = fabrics;
        this.log = log;
    }

    @GetMapping("/glassplane/v1/dns")
    @Operation(operationId = "dns", summary = "Resolve a name", description = "With `from`, the way of its resolver: resolv.conf, search list, query by query. "
            + "Without, one question in full to CoreDNS. With Accept: text/plain as text in dig's manner.")
    @Parameter(name = "name", in = ParameterIn.QUERY, required = true, schema = @Schema(type = "string"),
            description = "a name, with a final dot to keep the search list out; an address for type PTR", examples = {
                @ExampleObject(name = "a Service of another namespace", value = "kube-dns.kube-system"), @ExampleObject(name = "a Service", value = "web"),
                @ExampleObject(name = "a named port", value = "_http._tcp.web.demo.svc.cluster.local.")})
    @Parameter(name = "type", in = ParameterIn.QUERY, schema = @Schema(type = "string", defaultValue = "A"), description = "record type, or several with commas as getaddrinfo asks A,AAAA")
    @Parameter(name = "from", in = ParameterIn.QUERY, schema = @Schema(type = "string"), description = "pod/NAMESPACE/NAME or node/NAME",
            examples = @ExampleObject(name = "a pod", value = "pod/demo/client"))
    @ApiResponse(responseCode = "200", description = "the answer, also if there is no such name", content = {
            @Content(mediaType = "application/json", schema = @Schema(type = "object")),
            @Content(mediaType = "text/plain", schema = @Schema(type = "string"), examples = @ExampleObject(TEXT_EXAMPLE))})
    @ApiResponse(responseCode = "400", description = "no name, no type, or an unknown form of from", content =
            @Content(mediaType = "application/problem+json", schema = @Schema(type = "object")))
    @ApiResponse(responseCode = "404", description = "the pod or node does not exist", content =
            @Content(mediaType = "application/problem+json", schema = @Schema(type = "object")))
    ResponseEntity<String> dns(@Parameter(hidden = true) @RequestParam(defaultValue = "") String name, @Parameter(hidden = true) @RequestParam(defaultValue = "A") String type,
                               @Parameter(hidden = true) @RequestParam(required = false) String from,
                               @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "*/*") String accept)
            throws TimeoutException, InterruptedException {
        boolean asText = asText(accept);
        List<Integer> types = types(type);
        Question question = new Question(name, name(name, types), types, Optional.ofNullable(from));
        ClusterImage image = images.atLeast(log.current(), WAIT_MAX);
        VpcFabric fabric = fabrics.of(image);
        Resolution resolution = question.from().isPresent() ? names.resolve(image, fabric, asker(image, question.from().get()), question.name(), types)
                : names.direct(image, fabric, question.name(), types);
        return asText ? ResponseEntity.ok().contentType(TEXT).body(DnsText.of(question, resolution))
                : ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(JsonMapper.shared().writeValueAsString(
                        DnsJson.of(question, image.revision().value(), resolution)));
    }

    @GetMapping("/glassplane/v1/dns/namespaces/{namespace}")
    @Operation(operationId = "dnsNames", summary = "Names of a namespace", description = "Every record that the Services of a namespace give, as lines of a zone file.")
    @ApiResponse(responseCode = "200", description = "the records, none if there is no such namespace", content = {
            @Content(mediaType = "application/json", schema = @Schema(type = "object")),
            @Content(mediaType = "text/plain", schema = @Schema(type = "string"), examples = @ExampleObject(TEXT_EXAMPLE))})
    ResponseEntity<String> names(@Parameter(example = "demo") @PathVariable String namespace,
                                 @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "*/*") String accept)
            throws TimeoutException, InterruptedException {
        boolean asText = asText(accept);
        ClusterImage image = images.atLeast(log.current(), WAIT_MAX);
        Listing listing = names.names(image, fabrics.of(image), namespace);
        return asText ? ResponseEntity.ok().contentType(TEXT).body(DnsText.of(listing))
                : ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(JsonMapper.shared().writeValueAsString(
                        DnsJson.of(namespace, image.revision().value(), listing)));
    }

    private static Name name(String text, List<Integer> types) {
        if (types.equals(List.of(Type.PTR))) {
            Optional<Ip> ip = Ip.tryParse(text);
            if (ip.isPresent()) {
                return Records.reverse(ip.get());
            }
        }
        if (Ip.tryParse(text).isPresent()) {
            throw refused("name", "a name; an address needs none, except to ask for its name with type=PTR", text);
        }
        return ClusterNames.name(text).orElseThrow(() -> refused("name", "a name of at most 255 bytes, of labels of at most 63 with dots between them", text));
    }

    private static List<Integer> types(String text) {
        List<Integer> types = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            int type = Type.value(word.strip().toUpperCase(Locale.ROOT), true);
            if (type < 0 || types.size() >= Question.TYPES_MAX) {
                throw refused("type", "at most " + Question.TYPES_MAX + " record types such as A, AAAA, SRV, PTR, CNAME, TXT, SOA, NS, MX or TYPE65", text);
            }
            types.add(type);
        }
        return types;
    }

    private static Asker asker(ClusterImage image, String from) {
        String[] parts = from.split("/", -1);
        if (parts[0].equals("pod") && parts.length == 3) {
            return new Asker.OfPod(image.pod(parts[1], parts[2]).orElseThrow(() -> absent("Pod", parts[1] + "/" + parts[2])));
        }
        if (parts[0].equals("node") && parts.length == 2) {
            return new Asker.OfNode(image.node(parts[1]).orElseThrow(() -> absent("Node", parts[1])));
        }
        throw refused("from", "pod/NAMESPACE/NAME or node/NAME", from);
    }

    private static boolean asText(String accept) {
        try {
            List<MediaType> types = MediaType.parseMediaTypes(accept);
            MimeTypeUtils.sortBySpecificity(types);
            for (MediaType type : types) {
                if (type.includes(MediaType.APPLICATION_JSON)) {
                    return false;
                }
                if (type.includes(MediaType.TEXT_PLAIN)) {
                    return true;
                }
            }
        } catch (InvalidMediaTypeException e) {
            throw refused("Accept", "media types", accept);
        }
        throw problem(HttpStatus.NOT_ACCEPTABLE, "Accept", "application/json or text/plain", accept,
                "Accept: expected application/json or text/plain, found \"" + accept + "\"");
    }

    private static ErrorResponseException absent(String kind, String name) {
        return problem(HttpStatus.NOT_FOUND, "from", "an existing " + kind, name, "from: there is no " + kind + " " + name);
    }

    private static ErrorResponseException refused(String field, String expected, String found) {
        return problem(HttpStatus.BAD_REQUEST, field, expected, found, field + ": expected " + expected + ", found \"" + found + "\"");
    }

    private static ErrorResponseException problem(HttpStatus status, String field, String expected, String found, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("field", field);
        problem.setProperty("expected", expected);
        problem.setProperty("found", found);
        return new ErrorResponseException(status, problem, null);
    }
}
