package dev.glassplane.proxy.ebpf;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.DataplaneSource;
import dev.glassplane.dataplane.NodeState;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What Maglev makes of the loss of a backend, over HTTP. */
@RestController
@Tag(name = "Tables")
class MaglevApi {

    /** Tables that one answer holds; each may have 131,071 slots to fill. */
    static final int TABLES_MAX = 100;

    private final DataplaneSource source;

    MaglevApi(DataplaneSource source) {
        this.source = source;
    }

    /**
     * @param node     node name
     * @param revision of the image from which the tables follow
     * @param tables   by frontend; none unless the node runs mode ebpf and a Service is balanced by Maglev
     */
    record Maglev(String node, long revision, List<MaglevReport.Table> tables) {}

    @GetMapping("/glassplane/v1/nodes/{node}/maglev")
    @Operation(summary = "Shares of backends in Maglev tables, and the cost of losing one", description = "A node in mode ebpf with "
            + "bpf-lb-algorithm maglev has a table a frontend. With without=ADDRESS:PORT/PROTOCOL each table that has the backend is compared with the "
            + "one that it would become.")
    Maglev maglev(@Parameter(description = "node name", example = "node-a") @PathVariable String node,
                  @Parameter(description = "only tables of this Service: NAMESPACE/NAME") @RequestParam(required = false) String service,
                  @Parameter(description = "a backend that goes away: ADDRESS:PORT/PROTOCOL, as in the answer") @RequestParam(required = false)
                  String without) {
        Dataplane dataplane = source.current();
        NodeState state = dataplane.nodes().get(node);
        if (state == null) {
            throw problem(HttpStatus.NOT_FOUND, "node: no node \"" + node + "\" at revision " + dataplane.revision() + ", there are "
                    + String.join(", ", dataplane.nodes().keySet()));
        }
        int count = MaglevReport.count(state.host().entries(), Optional.ofNullable(service));
        if (count > TABLES_MAX) {
            throw problem(HttpStatus.BAD_REQUEST, "service: expected NAMESPACE/NAME of a Service with at most " + TABLES_MAX + " tables, which one answer "
                    + "holds, found " + (service == null ? "nothing, which means all " : "\"" + service + "\" with ") + count);
        }
        List<MaglevReport.Table> tables = MaglevReport.of(state.host().entries(), Optional.ofNullable(service), Optional.ofNullable(without));
        if (without != null && tables.stream().allMatch(table -> table.change() == null)) {
            throw problem(HttpStatus.BAD_REQUEST, "without: expected a backend of these tables ("
                    + String.join(", ", tables.stream().flatMap(table -> table.backends().stream()).map(MaglevReport.Share::backend).distinct().sorted()
                    .toList()) + "), found \"" + without + "\"");
        }
        return new Maglev(node, dataplane.revision().value(), tables);
    }

    private static ErrorResponseException problem(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
