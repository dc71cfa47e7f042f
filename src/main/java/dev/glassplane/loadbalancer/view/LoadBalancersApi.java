package dev.glassplane.loadbalancer.view;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageSource;
import dev.glassplane.loadbalancer.LoadBalancerSource.Problem;
import dev.glassplane.loadbalancer.LoadBalancerSources;
import dev.glassplane.loadbalancer.LoadBalancers;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.store.RevisionLog;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
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
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What Ingresses, Gateways and Services of type LoadBalancer come to: the plan of a load-balancer controller, and the health of its targets. */
@RestController
@Tag(name = "Load balancers")
class LoadBalancersApi {

    /** How long a question may wait for the image. */
    static final Duration WAIT_MAX = Duration.ofSeconds(2);
    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);
    private static final String TEXT_EXAMPLE = "k8s-demo-web-1a2b3c4d5e  application  internet-facing  active  k8s-demo-web-1a2b3c4d5e-123456789.us-east-1.elb.amazonaws.com\n"
            + "  for Ingress demo/web\n  listener HTTP:80  HTTP 80  host *\n       1  path /* -> forward to k8s-demo-web-0f1e2d3c4b  [Ingress demo/web, spec.rules[0]]\n"
            + "    else  answer 404\n  target group k8s-demo-web-0f1e2d3c4b  ip  HTTP 80 HTTP1\n    10.0.1.11:8080  us-east-1a  healthy  pod demo/web-0\n";

    private final LoadBalancerSources sources;
    private final ImageSource images;
    private final RevisionLog log;

    LoadBalancersApi(LoadBalancerSources sources, ImageSource images, RevisionLog log) {
        this.sources = sources;
        this.images = images;
        this.log = log;
    }

    @GetMapping("/glassplane/v1/loadbalancers")
    @Operation(operationId = "loadBalancers", summary = "Load balancers", description = "What Ingresses, Gateways and Services of type LoadBalancer ask for: listeners, rules in "
            + "the order in which they are asked, target groups, targets with their health, in the shapes of the Elastic Load Balancing API; and which objects could get none, with "
            + "the reason. `/glassplane/v1/loadbalancers/NAME` gives one, by its name (that of a proxy is NAMESPACE/NAME) or its DNS name. With Accept: text/plain as text for a terminal.")
    @ApiResponse(responseCode = "200", description = "all of them, by name", content = {
            @Content(mediaType = "application/json", schema = @Schema(type = "object")),
            @Content(mediaType = "text/plain", schema = @Schema(type = "string"), examples = @ExampleObject(TEXT_EXAMPLE))})
    ResponseEntity<String> all(@Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "*/*") String accept)
            throws TimeoutException, InterruptedException {
        ClusterImage image = images.atLeast(log.current(), WAIT_MAX);
        LoadBalancers all = sources.of(image);
        return answer(image, all.all(), all.problems(), accept);
    }

    @GetMapping("/glassplane/v1/loadbalancers/{name}")
    @Operation(operationId = "loadBalancer", summary = "One load balancer", hidden = true)
    ResponseEntity<String> one(@PathVariable String name, @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "*/*") String accept)
            throws TimeoutException, InterruptedException {
        return named(name, accept);
    }

    @GetMapping("/glassplane/v1/loadbalancers/{namespace}/{name}")
    @Operation(operationId = "loadBalancerOfProxy", summary = "The load balancer of a proxy", hidden = true)
    ResponseEntity<String> proxy(@PathVariable String namespace, @PathVariable String name,
                                 @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "*/*") String accept) throws TimeoutException, InterruptedException {
        return named(namespace + "/" + name, accept);
    }

    private ResponseEntity<String> named(String name, String accept) throws TimeoutException, InterruptedException {
        ClusterImage image = images.atLeast(log.current(), WAIT_MAX);
        LoadBalancers all = sources.of(image);
        LoadBalancer found = all.named(name).or(() -> all.withDnsName(name)).orElseThrow(() -> absent(name, all));
        return answer(image, List.of(found), List.of(), accept);
    }

    private static ErrorResponseException absent(String name, LoadBalancers all) {
        String there = all.all().isEmpty() ? "there are none" : "there is " + all.all().stream().map(LoadBalancer::name).limit(10).collect(Collectors.joining(", "));
        ProblemDetail detail = ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "name: there is no load balancer \"" + name + "\"; " + there);
        detail.setProperty("field", "name");
        detail.setProperty("expected", "the name of a load balancer");
        detail.setProperty("found", name);
        return new ErrorResponseException(HttpStatus.NOT_FOUND, detail, null);
    }

    private static ResponseEntity<String> answer(ClusterImage image, List<LoadBalancer> balancers, List<Problem> problems, String accept) {
        if (asText(accept)) {
            return ResponseEntity.ok().contentType(TEXT).body(LoadBalancerText.of(balancers, problems));
        }
        ObjectNode json = LoadBalancerJson.object().put("revision", Long.toString(image.revision().value()));
        ArrayNode all = json.putArray("LoadBalancers");
        balancers.forEach(balancer -> all.add(LoadBalancerJson.of(balancer)));
        ArrayNode wrong = json.putArray("Problems");
        problems.forEach(problem -> wrong.add(LoadBalancerJson.problem(problem)));
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(JsonMapper.shared().writeValueAsString(json));
    }

    private static boolean asText(String accept) {
        try {
            List<MediaType> wished = MediaType.parseMediaTypes(accept);
            MimeTypeUtils.sortBySpecificity(wished);
            return wished.stream().filter(type -> type.includes(MediaType.APPLICATION_JSON) || type.includes(MediaType.TEXT_PLAIN)).findFirst()
                    .filter(type -> !type.includes(MediaType.APPLICATION_JSON)).isPresent();
        } catch (InvalidMediaTypeException e) {
            throw new ErrorResponseException(HttpStatus.NOT_ACCEPTABLE, ProblemDetail.forStatusAndDetail(HttpStatus.NOT_ACCEPTABLE, e.getMessage()), e);
        }
    }
}
