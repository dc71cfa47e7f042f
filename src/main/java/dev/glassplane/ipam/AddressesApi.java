package dev.glassplane.ipam;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageSource;
import dev.glassplane.image.Pod;
import dev.glassplane.ipam.NodePool.Plan;
import dev.glassplane.ipam.NodePool.Turn;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.AddressFinder;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.Vpc;
import dev.glassplane.vpc.VpcReader;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Who has which address, over HTTP. */
@RestController
@Tag(name = "Addresses", description = "The nodes' pools of addresses and the subnets that they come from")
class AddressesApi {

    /** How many known names a refusal lists. */
    private static final int NAMES_SHOWN = 10;

    private final ImageSource images;
    private final VpcReader reader;
    private final NewInterfaces newInterfaces;
    private final InstantSource clock;

    AddressesApi(ImageSource images, VpcReader reader, NewInterfaces newInterfaces, InstantSource clock) {
        this.images = images;
        this.reader = reader;
        this.newInterfaces = newInterfaces;
        this.clock = clock;
    }

    @GetMapping(value = "/glassplane/v1/nodes/{node}/ipam", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "A node's pool of addresses", description = "As ipamd's introspection shows it, with the warm pool's last decision and its "
            + "arithmetic, the addresses that rest, and why pods wait.")
    @ApiResponse(responseCode = "200", description = "The pool", content = @Content(schema = @Schema(implementation = PoolView.class)))
    @ApiResponse(responseCode = "404", description = "No such node, or the cloud has not started it",
            content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = ProblemDetail.class)))
    @ApiResponse(responseCode = "409", description = "The cluster has another pod network",
            content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = ProblemDetail.class)))
    PoolView pool(@Parameter(description = "node name", example = "node-a") @PathVariable String node) {
        ClusterImage image = images.current();
        VpcCniOnly.check("the pool of addresses on network interfaces is", image);
        Vpc vpc = reader.of(image);
        Set<ObjectKey> keys = image.pods().values().stream().filter(pod -> pod.nodeName().equals(node)).map(Pod::key).collect(Collectors.toSet());
        NodeInputs inputs = NodeInputs.of(node, image, AwsNodeSettings.of(image), keys)
                .orElseThrow(() -> notFound("node", node, image.nodes().values().stream().map(of -> of.name()).sorted().toList()));
        Instant now = clock.instant();
        if (inputs.ipv6()) {
            Plan plan = Ipv6Pool.plan(inputs, vpc, newInterfaces.finder(vpc), NodeInputs.down(image.node(node).orElseThrow(), inputs.settings(), vpc), now);
            return PoolView.of(inputs, List.copyOf(vpc.interfacesOf(node)), plan.decision(), plan.shortage(), plan, now);
        }
        Decision decision = pool(inputs, vpc, now).decide();
        Plan plan = pool(inputs, vpc, now).plan(Turn.NONE);
        Plan settled = pool(inputs, vpc, now).plan(Turn.UNTIL_SETTLED);
        Optional<Shortage> shortage = settled.waiting().isEmpty() ? plan.shortage() : settled.shortage();
        return PoolView.of(inputs, List.copyOf(vpc.interfacesOf(node)), decision, shortage, plan, now);
    }

    private NodePool pool(NodeInputs inputs, Vpc vpc, Instant now) {
        return new NodePool(inputs, vpc, newInterfaces.finder(vpc), newInterfaces, now);
    }

    /** @param subnets in the order of their addresses */
    record Subnets(List<SubnetView.Summary> subnets) {}

    @GetMapping(value = "/glassplane/v1/subnets", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "The subnets and how full they are")
    Subnets subnets() {
        Vpc vpc = reader.of(images.current());
        AddressFinder finder = newInterfaces.finder(vpc);
        return new Subnets(vpc.subnets().values().stream().sorted()
                .map(subnet -> SubnetView.summary(finder.map(subnet))).toList());
    }

    @GetMapping(value = "/glassplane/v1/subnets/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "A subnet, address by address", description = "Who has each address, the map of /28 blocks, and whether a "
            + "prefix could be delegated: the most free addresses do not help if no aligned block is whole.")
    @ApiResponse(responseCode = "200", description = "The subnet", content = @Content(schema = @Schema(implementation = SubnetView.class)))
    @ApiResponse(responseCode = "404", description = "No such subnet",
            content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = ProblemDetail.class)))
    SubnetView subnet(@Parameter(description = "name of the Subnet object", example = "subnet-a") @PathVariable String id) {
        Vpc vpc = reader.of(images.current());
        return vpc.subnet(id).map(subnet -> SubnetView.of(newInterfaces.finder(vpc).map(subnet), vpc, clock.instant()))
                .orElseThrow(() -> notFound("subnet", id, vpc.subnets().keySet()));
    }

    private static ErrorResponseException notFound(String field, String found, Collection<String> known) {
        String names = known.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", ")) + (known.size() > NAMES_SHOWN ? ", ..." : "");
        String detail = field + ": expected one of " + known.size() + " names" + (names.isEmpty() ? "" : " (" + names + ")") + ", found \"" + found + "\"";
        return new ErrorResponseException(HttpStatus.NOT_FOUND, ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, detail), null);
    }
}
