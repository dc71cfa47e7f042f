package dev.glassplane.bootstrap;

import dev.glassplane.bootstrap.manifest.Importer;
import dev.glassplane.bootstrap.manifest.ManifestException;
import dev.glassplane.bootstrap.manifest.ManifestReader;
import dev.glassplane.image.ClusterClock;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.KubernetesVersion;
import dev.glassplane.net.Cidr;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.store.SharedLog;
import dev.glassplane.store.SharedLog.Milestone;
import dev.glassplane.vpc.DefaultVpc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the first objects of a cluster, in the order in which a real one gets them, once for a log. It does so before the control
 * loops start, so that what they make of the seed does not depend on who is quicker.
 */
@Component
class ClusterSeeder implements SmartLifecycle {

    /** EKS gives CoreDNS the tenth address of the service range. */
    private static final long CLUSTER_DNS_OFFSET = 10;

    /** Before the control loops and the image. */
    private static final int PHASE = -100;

    private final SharedLog sharing;
    private final Objects objects;
    private final Kinds kinds;
    private final ClusterClock clock;
    private final Importer importer;
    private final BootstrapProperties properties;
    private final KubernetesVersion emulated;
    private final Cidr serviceRange;

    private boolean running;

    ClusterSeeder(SharedLog sharing, Objects objects, Kinds kinds, ClusterClock clock, Importer importer, BootstrapProperties properties, KubernetesVersion emulated,
                  @Value("${glassplane.service-cluster-ip-range:10.100.0.0/16}") String serviceRanges) {
        this.sharing = sharing;
        this.objects = objects;
        this.kinds = kinds;
        this.clock = clock;
        this.importer = importer;
        this.properties = properties;
        this.emulated = emulated;
        this.serviceRange = Cidr.parse(serviceRanges.split(",")[0].strip());
    }

    @Override
    public void start() {
        running = true;
        if (sharing.shared() && clock.virtual()) {
            throw new StartRefusedException("glassplane.clock=virtual: each process would have a time of its own, and several may use a PostgreSQL: leave one "
                    + "of them out (limit: replicas)");
        }
        NetworkChoice network = properties.network();
        network.check(serviceRange, DefaultVpc.CIDR);
        before().ifPresent(network::continues);
        sharing.once(Milestone.SEEDED, () -> seed(network));
        before().ifPresent(network::continues);
    }

    private Optional<ClusterNetwork> before() {
        return objects.get(kinds.named(ClusterNetwork.CLUSTER.resource()), "", ClusterNetwork.CLUSTER.name()).map(ClusterNetwork::of);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** Creates everything that is not there, from a start that ended too early; fails on the first object that the registry refuses. */
    private void seed(NetworkChoice network) {
        List<ObjectNode> manifests = new ArrayList<>(DefaultVpc.objects(network.family()));
        manifests.add(SeedManifests.cluster(properties.maxPods(), properties.maxPodsExpression(), network));
        manifests.addAll(SeedManifests.system(emulated, network));
        manifests.add(SeedManifests.clusterDns(serviceRange.at(CLUSTER_DNS_OFFSET).toString()));
        properties.nodes().stream().map(NodeSpec::parse).map(SeedManifests::node).forEach(manifests::add);
        if (properties.demoApp()) {
            manifests.addAll(SeedManifests.resource("demo.yaml"));
        }
        manifests.forEach(this::create);
        if (!properties.seedManifests().isEmpty()) {
            try {
                importer.write(ManifestReader.files(Path.of(properties.seedManifests())));
            } catch (ManifestException e) {
                throw new StartRefusedException("glassplane.seed-manifests: " + e.getMessage());
            }
        }
    }

    private void create(ObjectNode manifest) {
        String apiVersion = manifest.path("apiVersion").asString("");
        String name = manifest.path("kind").asString("");
        Kind kind = kinds.byKind(apiVersion, name)
                .orElseThrow(() -> new IllegalStateException("no kind " + name + " in " + apiVersion + " to seed"));
        String namespace = manifest.path("metadata").path("namespace").asString("default");
        try {
            objects.create(kind, kind.namespaced() ? namespace : "", manifest, WriteOptions.by("glassplane"));
        } catch (ApiException e) {
            if (!e.reason().equals("AlreadyExists")) {
                throw e;
            }
        }
    }
}
