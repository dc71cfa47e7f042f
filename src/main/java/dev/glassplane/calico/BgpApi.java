package dev.glassplane.calico;

import dev.glassplane.calico.bgp.BirdConfig;
import dev.glassplane.calico.bgp.BirdShow;
import dev.glassplane.calico.bgp.Routing;
import dev.glassplane.calico.bgp.Session;
import dev.glassplane.image.ClusterClock;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ImageSource;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.store.ObjectKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What BIRD of a node knows. */
@RestController
@Tag(name = "Tables")
class BgpApi {

    private static final String NODE = "/glassplane/v1/nodes/{node}/bgp";
    private static final List<String> FILES = List.of("bird.cfg", "bird_aggr.cfg", "bird_ipam.cfg", "protocols", "routes");

    private final ImageSource images;
    private final CalicoReader reader;
    private final ClusterClock clock;

    BgpApi(ImageSource images, CalicoReader reader, ClusterClock clock) {
        this.images = images;
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * @param node          the node
     * @param asNumber      its AS number
     * @param routerId      its address
     * @param clusterId     set if it is a route reflector
     * @param sessions      its BGP sessions
     * @param clusterWide   how many sessions all nodes have together, each counted once
     * @param announced     prefixes that it tells others
     * @param learned       prefixes that it was told of
     */
    record Bgp(String node, long asNumber, String routerId, Optional<String> clusterId, List<Peering> sessions, int clusterWide, List<String> announced,
               List<Known> learned) {}

    /** One session. */
    record Peering(String protocol, String peer, long asNumber, String type, String state, String info, String since) {}

    /** A prefix that the node was told of. */
    record Known(String prefix, String nextHop, String from, List<Long> asPath, String announcedBy, String route) {}

    @Operation(summary = "BGP sessions and prefixes of a node", description = "As JSON, or with Accept: text/plain as `calicoctl node status` prints it. "
            + "Needs --glassplane.cni=bgp.")
    @GetMapping(value = NODE, produces = MediaType.APPLICATION_JSON_VALUE)
    Bgp bgp(@Parameter(example = "node-a") @PathVariable String node) {
        ClusterImage image = images.current();
        Routing routing = reader.routing(image);
        CalicoNode at = node(node, image);
        BirdShow show = show(at, image, routing);
        return new Bgp(node, reader.of(image).asNumber(at), at.ip().toString(), at.clusterId(),
                routing.topology().sessionsOf(node).stream().map(session -> peering(session, show)).toList(), routing.topology().sessionCount(),
                routing.announced().stream().filter(announced -> announced.node().equals(node)).map(announced -> announced.cidr().toString()).toList(),
                routing.announced().stream().filter(announced -> !announced.node().equals(node)).flatMap(announced -> routing.path(announced, node).stream()
                        .map(path -> new Known(announced.cidr().toString(), path.nextHop().toString(), path.peer().toString(), path.asPath(), announced.node(),
                                routing.route(announced, at).map(BgpApi::words).orElse("none")))).toList());
    }

    private static String words(Routing.KernelRoute route) {
        return route.via().map(via -> "via " + via).orElse("blackhole") + route.device().map(device -> " dev " + device).orElse("") + " proto " + route.protocol()
                + (route.onlink() ? " onlink" : "");
    }

    private static Peering peering(Session session, BirdShow show) {
        return new Peering(session.protocol(), session.peer().toString(), session.peerAs(), session.type().words(), session.state().word(),
                session.state().info().replaceAll(" +", " "), show.since(session));
    }

    @Operation(hidden = true)
    @GetMapping(value = NODE, produces = MediaType.TEXT_PLAIN_VALUE)
    String status(@PathVariable String node) {
        ClusterImage image = images.current();
        return show(node(node, image), image, reader.routing(image)).status();
    }

    @Operation(operationId = "bird", summary = "BIRD's configuration and tables on a node", description = "`bird.cfg`, `bird_aggr.cfg` and `bird_ipam.cfg` as confd writes them, "
            + "`protocols` and `routes` as birdc prints them.")
    @GetMapping(value = NODE + "/{file}", produces = MediaType.TEXT_PLAIN_VALUE)
    ResponseEntity<String> file(@Parameter(example = "node-a") @PathVariable String node, @Parameter(example = "bird.cfg") @PathVariable String file) {
        ClusterImage image = images.current();
        Routing routing = reader.routing(image);
        CalicoNode at = node(node, image);
        BirdConfig config = new BirdConfig(reader.of(image), routing, at);
        String text = switch (file) {
            case "bird.cfg" -> config.main();
            case "bird_aggr.cfg" -> config.aggregation();
            case "bird_ipam.cfg" -> config.pools();
            case "protocols" -> show(at, image, routing).protocols();
            case "routes" -> show(at, image, routing).routes();
            default -> throw problem(HttpStatus.NOT_FOUND, "file: expected one of " + FILES + ", found " + file);
        };
        return ResponseEntity.ok(text);
    }

    private CalicoNode node(String name, ClusterImage image) {
        ClusterNetwork network = ClusterNetwork.of(image);
        if (!network.is(PodNetwork.BGP)) {
            throw problem(HttpStatus.CONFLICT, network.lacks("BGP is", PodNetwork.BGP));
        }
        CalicoNode node = reader.of(image).nodes().get(name);
        if (node == null) {
            throw problem(HttpStatus.NOT_FOUND, "node: expected one of " + reader.of(image).nodes().keySet() + ", found " + name);
        }
        return node;
    }

    private static BirdShow show(CalicoNode node, ClusterImage image, Routing routing, Instant now) {
        return new BirdShow(routing, node, name -> created(name, image), now);
    }

    private BirdShow show(CalicoNode node, ClusterImage image, Routing routing) {
        return show(node, image, routing, clock.instant());
    }

    static Instant created(String node, ClusterImage image) {
        return image.object(new ObjectKey("nodes", "", node)).map(stored -> stored.object().path("metadata").path("creationTimestamp").asString(""))
                .filter(text -> !text.isEmpty()).map(Instant::parse).orElse(Instant.EPOCH);
    }

    private static ErrorResponseException problem(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
