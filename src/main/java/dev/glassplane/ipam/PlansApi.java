package dev.glassplane.ipam;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageSource;
import dev.glassplane.ipam.Plans.Plan;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.MaxPodsSettings;
import dev.glassplane.vpc.VpcReader;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Plans of addresses, over HTTP. */
@RestController
@Tag(name = "Addresses", description = "The nodes' pools of addresses and the subnets that they come from")
class PlansApi {

    private static final int BODY_CHARS_MAX = 1024 * 1024;
    private static final int WAIT_MAX = 60;
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final Plans plans;
    private final ImageSource images;
    private final VpcReader reader;

    PlansApi(Plans plans, ImageSource images, VpcReader reader) {
        this.plans = plans;
        this.images = images;
        this.reader = reader;
    }

    /**
     * @param id       of the plan
     * @param state    running, done, cancelled or failed
     * @param progress share of the work that is done, 0 to 1
     * @param problem  why it failed; left out if it did not
     * @param answer   once it is done
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PlanView(String id, String state, double progress, String problem, PlanAnswer answer) {}

    /** @param plans without their answers, oldest first */
    record PlanViews(List<PlanView> plans) {}

    @PostMapping(value = "/glassplane/v1/plans", consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "startPlan", summary = "Plan addresses", description = "Lets pods come and go on nodes that do not exist, on a clock of "
            + "its own, with the same decisions as the cluster's nodes make, once for each setting of aws-node. Tells for each setting how many addresses "
            + "are held against those in use, the EC2 calls, the first pod that fails and why, and which setting to take.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true, content = @Content(mediaType = "application/json",
            schema = @Schema(implementation = PlanRequest.class), examples = {
                @ExampleObject(name = "warm targets side by side", value = PlanExamples.WARM_TARGETS),
                @ExampleObject(name = "prefixes in a small subnet", value = PlanExamples.PREFIXES),
                @ExampleObject(name = "a deployment that grows and shrinks", value = PlanExamples.SCRIPT)}))
    @ApiResponse(responseCode = "200", description = "Done", content = @Content(schema = @Schema(implementation = PlanView.class)))
    @ApiResponse(responseCode = "202", description = "Running; Location tells where to ask",
            content = @Content(schema = @Schema(implementation = PlanView.class)))
    @ApiResponse(responseCode = "400", description = "A field is wrong",
            content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = ProblemDetail.class)))
    @ApiResponse(responseCode = "409", description = "The cluster has another pod network, or is one of IPv6",
            content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = ProblemDetail.class)))
    ResponseEntity<PlanView> start(@RequestBody String body, @Parameter(description = "seconds to wait for the answer, at most 60")
            @RequestParam(defaultValue = "5") int wait) throws InterruptedException {
        PlanSpec spec;
        try {
            ClusterImage image = images.current();
            VpcCniOnly.checkIpv4("plans of addresses on network interfaces are", image);
            spec = PlanReader.read(parse(body), reader.of(image), AwsNodeSettings.of(image), MaxPodsSettings.of(image));
        } catch (IllegalArgumentException e) {
            throw problem(HttpStatus.BAD_REQUEST, e.getMessage());
        }
        Plan plan;
        try {
            plan = plans.start(spec);
        } catch (IllegalStateException e) {
            throw problem(HttpStatus.TOO_MANY_REQUESTS, "plans: " + e.getMessage());
        }
        boolean ended = plan.await(Math.clamp(wait, 0, WAIT_MAX));
        return ResponseEntity.status(ended ? HttpStatus.OK : HttpStatus.ACCEPTED).location(URI.create("/glassplane/v1/plans/" + plan.id()))
                .body(view(plan, true));
    }

    private static PlanRequest parse(String body) {
        if (body.length() > BODY_CHARS_MAX) {
            throw problem(HttpStatus.CONTENT_TOO_LARGE, "body: expected at most " + BODY_CHARS_MAX + " characters, found " + body.length());
        }
        try {
            return MAPPER.readValue(body, PlanRequest.class);
        } catch (JacksonException e) {
            throw problem(HttpStatus.BAD_REQUEST, "body: expected a plan, found " + e.getOriginalMessage());
        }
    }

    @GetMapping(value = "/glassplane/v1/plans", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "listPlans", summary = "The last plans")
    PlanViews list() {
        return new PlanViews(plans.all().stream().map(plan -> view(plan, false)).toList());
    }

    @GetMapping(value = "/glassplane/v1/plans/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "readPlan", summary = "A plan: how far it is, and its answer")
    @ApiResponse(responseCode = "200", description = "The plan", content = @Content(schema = @Schema(implementation = PlanView.class)))
    @ApiResponse(responseCode = "404", description = "No such plan, or no longer",
            content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = ProblemDetail.class)))
    PlanView read(@Parameter(description = "id of the plan", example = "plan-1") @PathVariable String id) {
        return view(find(id), true);
    }

    @DeleteMapping(value = "/glassplane/v1/plans/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "cancelPlan", summary = "Cancel a plan", description = "One that is done stays as it is.")
    @ApiResponse(responseCode = "200", description = "The plan", content = @Content(schema = @Schema(implementation = PlanView.class)))
    @ApiResponse(responseCode = "404", description = "No such plan, or no longer",
            content = @Content(mediaType = "application/problem+json", schema = @Schema(implementation = ProblemDetail.class)))
    PlanView cancel(@Parameter(description = "id of the plan", example = "plan-1") @PathVariable String id) {
        Plan plan = find(id);
        plan.cancel();
        return view(plan, false);
    }

    private Plan find(String id) {
        return plans.find(id).orElseThrow(() -> problem(HttpStatus.NOT_FOUND, "id: expected one of "
                + plans.all().stream().map(Plan::id).toList() + ", found \"" + id + "\""));
    }

    private static PlanView view(Plan plan, boolean answer) {
        return new PlanView(plan.id(), plan.state().name().toLowerCase(Locale.ROOT), plan.progress(), plan.failure().isEmpty() ? null : plan.failure(),
                answer ? plan.answer().orElse(null) : null);
    }

    private static ErrorResponseException problem(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
