package dev.glassplane.calico;

import dev.glassplane.calico.bgp.BirdShow;
import dev.glassplane.calico.bgp.Routing;
import dev.glassplane.calico.bgp.Routing.KernelRoute;
import dev.glassplane.calico.bgp.Session;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers CalicoNodeStatus objects: what calico-node of the named node reports every {@code updatePeriodSeconds} ({@code node/pkg/status}); here as soon
 * as something changes. A period of 0 asks for nothing.
 */
public final class NodeStatusLoop implements ControlLoop {

    private static final String RESOURCE = "caliconodestatuses.crd.projectcalico.org";

    private final Objects objects;
    private final CalicoReader reader;
    private final Kind kind;

    /** @param reader reads images */
    public NodeStatusLoop(Objects objects, Kinds kinds, CalicoReader reader) {
        this.objects = objects;
        this.reader = reader;
        this.kind = kinds.named(RESOURCE);
    }

    @Override
    public String name() {
        return "calico-node-status";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (!ClusterNetwork.of(image).is(PodNetwork.BGP)) {
            return Optional.empty();
        }
        image.all(RESOURCE).values().forEach(stored -> report(stored, image, now));
        return Optional.empty();
    }

    private void report(Stored stored, ClusterImage image, Instant now) {
        JsonNode spec = stored.object().path("spec");
        CalicoNode node = reader.of(image).nodes().get(spec.path("node").asString(""));
        if (node == null || !node.up() || spec.path("updatePeriodSeconds").asInt(0) == 0) {
            return; // nobody reports: the last report stays
        }
        Set<String> classes = spec.path("classes").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
        ObjectNode status = status(classes, node, image, now);
        ObjectNode before = stored.object().path("status") instanceof ObjectNode old ? old.deepCopy() : JsonMapper.shared().createObjectNode();
        before.remove("lastUpdated");
        if (!before.equals(status)) {
            status.put("lastUpdated", now.truncatedTo(ChronoUnit.SECONDS).toString());
            objects.modify(kind, "", stored.key().name(), "", object -> object.set("status", status));
        }
    }

    private ObjectNode status(Set<String> classes, CalicoNode node, ClusterImage image, Instant now) {
        Routing routing = reader.routing(image);
        ObjectNode status = JsonMapper.shared().createObjectNode();
        if (classes.contains("Agent")) {
            String started = BgpApi.created(node.name(), image).toString();
            status.putObject("agent").putObject("birdV4").put("state", "Ready").put("version", "v0.3.3+birdv1.6.8").put("routerID", node.ip().toString())
                    .put("lastBootTime", started).put("lastReconfigurationTime", started);
        }
        if (classes.contains("BGP")) {
            bgp(status.putObject("bgp"), routing.topology().sessionsOf(node.name()),
                    new BirdShow(routing, node, name -> BgpApi.created(name, image), BgpApi.created(node.name(), image).plus(1, ChronoUnit.DAYS)));
        }
        if (classes.contains("Routes")) {
            ArrayNode routes = status.putObject("routes").putArray("routesV4");
            routing.announced().forEach(announced -> routing.route(announced, node).ifPresent(route -> route(routes.addObject(), route, routing, node)));
        }
        return status;
    }

    private static void bgp(ObjectNode bgp, List<Session> sessions, BirdShow show) {
        long established = sessions.stream().filter(Session::established).count();
        bgp.put("numberEstablishedV4", established).put("numberNotEstablishedV4", sessions.size() - established).put("numberEstablishedV6", 0)
                .put("numberNotEstablishedV6", 0);
        ArrayNode peers = bgp.putArray("peersV4");
        sessions.forEach(session -> peers.addObject().put("peerIP", session.peer().toString()).put("type", session.type().statusWord())
                .put("state", session.established() ? "Established" : session.state().info().replaceAll(" .*", "")).put("since", show.since(session)));
    }

    private static void route(ObjectNode json, KernelRoute route, Routing routing, CalicoNode node) {
        json.put("type", "FIB").put("destination", route.cidr().toString()).put("gateway", route.via().map(Object::toString).orElse("N/A"))
                .put("interface", route.device().orElse("blackhole"));
        ObjectNode from = json.putObject("learnedFrom");
        Optional<String> peer = route.via().flatMap(_ -> routing.path(route.announced(), node.name())).map(path -> path.peer().toString());
        from.put("sourceType", route.via().isEmpty() ? "Static" : peer.isEmpty() ? "Kernel" : routing.topology().sessionsOf(node.name()).stream()
                .filter(session -> session.peer().toString().equals(peer.get())).findFirst().map(session -> session.type().statusWord()).orElse("Kernel"));
        peer.ifPresent(ip -> from.put("peerIP", ip));
    }
}
