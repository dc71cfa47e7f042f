package dev.glassplane.dataplane;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.glassplane.image.Node;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
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
import java.util.Map;
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
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The nodes' tables over HTTP. */
@RestController
@Tag(name = "Tables", description = "What the agents programmed on each node, as the real tools print it")
class TablesApi {

    /** How long a request may wait for {@code minRevision}. */
    static final Duration WAIT_MAX = Duration.ofSeconds(5);
    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

    /** Tools that print nothing here, and why. */
    private static final Map<String, String> NOT_MODELLED = Map.of(
            "conntrack", "a node keeps no connections between packets: they live in a trace, see /glassplane/v1/trace");

    private static final String TEXT_EXAMPLE = "*nat\n:PREROUTING ACCEPT [0:0]\n:KUBE-SERVICES - [0:0]\n"
            + "-A PREROUTING -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\nCOMMIT\n";

    private final DataplaneSource source;
    private final Reconciler reconciler;
    private final Optional<ServiceModes> modes;

    TablesApi(DataplaneSource source, Reconciler reconciler, Optional<ServiceModes> modes) {
        this.source = source;
        this.reconciler = reconciler;
        this.modes = modes;
    }

    private String mode(Node node, Dataplane dataplane) {
        return modes.map(known -> known.of(node, dataplane.image())).orElse(null);
    }

    /**
     * @param revision of the image from which the tables follow
     * @param nodes    by name
     */
    record Nodes(long revision, List<NodeEntry> nodes) {}

    /**
     * @param name      node name
     * @param zone      zone label, may be empty
     * @param proxyMode how the node realises Services
     * @param addresses InternalIPs
     * @param dumps     paths of its dumps
     * @param pods      pods with a network namespace of their own, as {@code NAMESPACE/NAME}: values for {@code ?pod=}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NodeEntry(String name, String zone, String proxyMode, List<String> addresses, List<String> dumps, List<String> pods) {}

    @GetMapping("/glassplane/v1/nodes")
    @Operation(summary = "Nodes and their dumps")
    Nodes nodes(@Parameter(description = "wait until the tables show at least this resourceVersion") @RequestParam(required = false)
                Long minRevision) {
        Dataplane dataplane = dataplane(minRevision);
        List<NodeEntry> entries = new ArrayList<>();
        dataplane.nodes().forEach((name, state) -> dataplane.image().node(name).ifPresent(node -> entries.add(new NodeEntry(name, node.zone(), mode(node, dataplane),
                node.internalIps().stream().map(Ip::toString).toList(),
                Arrays.stream(Dump.values()).map(dump -> "/glassplane/v1/nodes/" + name + "/tables/" + dump.word()).toList(),
                state.pods().keySet().stream().map(ObjectKey::qualifiedName).sorted().toList()))));
        return new Nodes(dataplane.revision().value(), entries);
    }

    /**
     * @param node     node name
     * @param pod      pod whose namespace this is, absent for the node's own
     * @param dump     which tool
     * @param proxyMode how the node realises Services; absent for a pod's namespace
     * @param revision of the image from which the tables follow
     * @param table    the content
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Table(String node, String pod, String dump, String proxyMode, long revision, @JsonUnwrapped TableModel table) {}

    @GetMapping("/glassplane/v1/nodes/{node}/tables/{dump}")
    @Operation(summary = "One table dump of a node", description = "As the real tool prints it. With Accept: application/json the same as "
            + "data, each rule with its origin: the agent, the object and the field that asked for it.")
    @ApiResponse(responseCode = "200", content = {
            @Content(mediaType = "text/plain", schema = @Schema(type = "string"),
                    examples = @ExampleObject(name = "iptables-save", value = TEXT_EXAMPLE)),
            @Content(mediaType = "application/json", schema = @Schema(implementation = Table.class))})
    ResponseEntity<Object> table(
            @Parameter(description = "node name", example = "node-a") @PathVariable String node,
            @Parameter(description = "which tool", example = "iptables-save", schema = @Schema(allowableValues = {"iptables-save",
                "ip6tables-save", "ipset", "ipset-list", "ipvsadm", "ipvsadm-save", "nft", "bpf", "bpf-services",
                "bpf-frontends", "bpf-backends", "bpf-revnat", "bpf-source-ranges", "bpf-maglev", "bpf-maps", "ip-rule", "ip-route", "ip-link",
                "ip-addr", "ip-neigh"})) @PathVariable String dump,
            @Parameter(description = "a pod's own network namespace instead of the node's: NAMESPACE/NAME") @RequestParam(required = false)
            String pod,
            @Parameter(description = "wait until the tables show at least this resourceVersion") @RequestParam(required = false)
            Long minRevision,
            @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "*/*") String accept) {
        Dump which = dump(dump);
        boolean json = wantsJson(accept);
        Dataplane dataplane = dataplane(minRevision);
        HostState host = host(dataplane, node, pod);
        String proxyMode = pod != null ? null : dataplane.image().node(node).map(of -> mode(of, dataplane)).orElse(null);
        return json ? ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON)
                .body(new Table(node, pod, which.word(), proxyMode, dataplane.revision().value(), which.model(host)))
                : ResponseEntity.ok().contentType(TEXT).body(which.text(host));
    }

    /** Text is what everybody gets who does not ask for JSON before it. */
    private static boolean wantsJson(String accept) {
        List<MediaType> types;
        try {
            types = MediaType.parseMediaTypes(accept);
        } catch (InvalidMediaTypeException e) {
            throw problem(HttpStatus.BAD_REQUEST, "Accept: " + e.getMessage());
        }
        MimeTypeUtils.sortBySpecificity(types);
        for (MediaType type : types) {
            if (type.includes(MediaType.TEXT_PLAIN)) {
                return false;
            }
            if (type.includes(MediaType.APPLICATION_JSON)) {
                return true;
            }
        }
        throw problem(HttpStatus.NOT_ACCEPTABLE, "Accept: expected text/plain or application/json, found \"" + accept + "\"");
    }

    /**
     * @param revision of the image
     * @param nodes    number of nodes
     * @param changed  nodes whose tables came out differently: none, or increments are wrong
     */
    record Recomputed(long revision, int nodes, List<String> changed) {}

    @PostMapping("/glassplane/v1/dataplane:recompute")
    @Operation(summary = "Compute all tables afresh", description = "Forgets what was computed and computes it again from the objects. Changes "
            + "nothing: every node whose tables came out differently is named, and names a bug.")
    Recomputed recompute() {
        Reconciler.Comparison comparison = reconciler.recomputeAndCompare();
        return new Recomputed(comparison.after().revision().value(), comparison.after().nodes().size(), comparison.changed());
    }

    private static Dump dump(String word) {
        return Dump.find(word).orElseThrow(() -> {
            String why = NOT_MODELLED.get(word);
            String detail = why != null ? "dump: " + word + " prints nothing here: " + why
                    : "dump: expected one of " + Dump.words() + ", found \"" + word + "\"";
            return problem(HttpStatus.NOT_FOUND, detail);
        });
    }

    private static HostState host(Dataplane dataplane, String node, String pod) {
        NodeState state = dataplane.nodes().get(node);
        if (state == null) {
            throw problem(HttpStatus.NOT_FOUND, "node: no node \"" + node + "\" at revision " + dataplane.revision() + ", there are "
                    + String.join(", ", dataplane.nodes().keySet()));
        }
        if (pod == null) {
            return state.host();
        }
        int slash = pod.indexOf('/');
        if (slash <= 0) {
            throw problem(HttpStatus.BAD_REQUEST, "pod: expected NAMESPACE/NAME, found \"" + pod + "\"");
        }
        Contribution.PodNamespace namespace = state.pods().get(new ObjectKey("pods", pod.substring(0, slash), pod.substring(slash + 1)));
        if (namespace == null) {
            throw problem(HttpStatus.NOT_FOUND, "pod: no pod " + pod + " with a network namespace of its own on node " + node);
        }
        return namespace.host();
    }

    private Dataplane dataplane(Long minRevision) {
        if (minRevision == null) {
            return source.current();
        }
        if (minRevision < 0) {
            throw problem(HttpStatus.BAD_REQUEST, "minRevision: expected a resourceVersion, found " + minRevision);
        }
        try {
            return source.atLeast(new Revision(minRevision), WAIT_MAX);
        } catch (TimeoutException e) {
            throw problem(HttpStatus.GATEWAY_TIMEOUT, "minRevision: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problem(HttpStatus.SERVICE_UNAVAILABLE, "the server is stopping");
        }
    }

    private static ErrorResponseException problem(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
