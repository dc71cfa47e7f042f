package dev.glassplane.vpc;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageSource;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Network limits of EC2 instance types, over HTTP. */
@RestController
@Tag(name = "Addresses", description = "The nodes' pools of addresses and the subnets that they come from")
class InstanceTypesApi {

    private static final int NEAREST = 3;

    private final ImageSource images;

    InstanceTypesApi(ImageSource images) {
        this.images = images;
    }

    /**
     * @param instanceType         EC2 name
     * @param interfaces           interfaces of the default network card
     * @param addressesPerInterface IPv4 addresses of one interface, its primary included
     * @param published            max pods as AWS publishes it
     * @param calculator           max pods as max-pods-calculator.sh prints it under the present settings of aws-node
     * @param nodeadm              max pods as nodeadm sets it with the cluster's maxPodsExpression
     */
    record Row(String instanceType, int interfaces, int addressesPerInterface, int published, int calculator, int nodeadm) {}

    /**
     * @param selected      which of the three new nodes get
     * @param instanceTypes by name
     */
    record Rows(String selected, List<Row> instanceTypes) {}

    /**
     * @param instanceType         EC2 name
     * @param interfaces           interfaces of the default network card, the only ones that the VPC CNI uses
     * @param addressesPerInterface IPv4 addresses of one interface, its primary included
     * @param slotsPerInterface    of these, for pods: one address or one /28 each
     * @param hypervisor           as EC2 reports it
     * @param bareMetal            no hypervisor
     * @param prefixes             whether its interfaces can have /28 prefixes
     * @param networkCards         number of cards
     * @param interfacesOfAllCards summed over all cards
     * @param branchInterfaces     for security groups of pods; left out where not published
     * @param vcpus                left out where not published
     * @param maxPods              the three numbers, how they come about, and which one new nodes get
     */
    @com.fasterxml.jackson.annotation.JsonInclude(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL)
    record TypeView(String instanceType, int interfaces, int addressesPerInterface, int slotsPerInterface, String hypervisor,
                    boolean bareMetal, boolean prefixes, int networkCards, int interfacesOfAllCards, Integer branchInterfaces, Integer vcpus,
                    MaxPodsView maxPods) {}

    /** The three numbers side by side. */
    record MaxPodsView(String selected, MaxPods published, MaxPods calculator, MaxPods nodeadm) {}

    @GetMapping(value = "/glassplane/v1/instance-types", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "EC2 instance types with their three numbers of pods")
    Rows all(@Parameter(description = "only types whose name starts so", example = "m5.") @RequestParam(defaultValue = "") String prefix) {
        ClusterImage image = images.current();
        PoolSettings pool = AwsNodeSettings.of(image).pool();
        MaxPodsSettings cluster = MaxPodsSettings.of(image);
        return new Rows(cluster.source().toString(), InstanceTypes.all().values().stream().filter(type -> type.name().startsWith(prefix))
                .map(type -> new Row(type.name(), type.interfaces(), type.addressesPerInterface(), MaxPods.published(type).pods(),
                        MaxPods.calculator(type, pool).pods(), MaxPods.nodeadm(type, cluster.expression()).pods())).toList());
    }

    @GetMapping(value = "/glassplane/v1/instance-types/{type}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "One EC2 instance type", description = "Its network limits, and how many pods a node of it admits by the published list, by "
            + "the calculator script and by nodeadm, under the present settings of aws-node and of the Cluster object.")
    @ApiResponse(responseCode = "200", description = "The type", content = @Content(schema = @Schema(implementation = TypeView.class)))
    @ApiResponse(responseCode = "404", description = "No such type is known",
            content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = ProblemDetail.class)))
    TypeView one(@Parameter(description = "EC2 name", example = "m5.large") @PathVariable String type) {
        ClusterImage image = images.current();
        return InstanceTypes.find(type).map(found -> view(found, AwsNodeSettings.of(image).pool(), MaxPodsSettings.of(image)))
                .orElseThrow(() -> {
                    String detail = "type: expected one of " + InstanceTypes.all().size() + " EC2 instance types with known network limits; nearest: "
                            + String.join(", ", InstanceTypes.nearest(type, NEAREST)) + "; found \"" + type + "\" (limit: instance-types)";
                    return new ErrorResponseException(HttpStatus.NOT_FOUND, ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, detail), null);
                });
    }

    private static TypeView view(InstanceType type, PoolSettings pool, MaxPodsSettings cluster) {
        return new TypeView(type.name(), type.interfaces(), type.addressesPerInterface(), type.slotsPerInterface(),
                type.hypervisor().name().toLowerCase(Locale.ROOT), type.bareMetal(), type.prefixes(), type.cards(), type.interfacesOfAllCards(),
                type.branchInterfaces().isPresent() ? type.branchInterfaces().getAsInt() : null,
                type.vcpus().isPresent() ? type.vcpus().getAsInt() : null,
                new MaxPodsView(cluster.source().toString(), MaxPods.published(type), MaxPods.calculator(type, pool),
                        MaxPods.nodeadm(type, cluster.expression())));
    }
}
