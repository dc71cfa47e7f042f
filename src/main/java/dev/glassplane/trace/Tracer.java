package dev.glassplane.trace;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.DataplaneSource;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.trace.device.Directory;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.Hop;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.Detail;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.request.TraceRequest;
import dev.glassplane.trace.walk.Tracing;
import dev.glassplane.vpc.VpcFabricSource;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Answers questions about the cluster as it is: waits until the tables show every write that was acknowledged, then traces over one picture. */
@Component
final class Tracer {

    /** How long a question may wait for the tables. */
    static final Duration WAIT_MAX = Duration.ofSeconds(2);

    private final DataplaneSource dataplanes;
    private final VpcFabricSource fabrics;
    private final RevisionLog log;
    private final long seed;
    private final Network.PortRange nodePorts;
    private final TableDigests digests = new TableDigests();
    private final AtomicReference<Directory> directory = new AtomicReference<>();

    Tracer(DataplaneSource dataplanes, VpcFabricSource fabrics, RevisionLog log, @Value("${glassplane.seed:1}") long seed,
           @Value("${glassplane.service-node-port-range:30000-32767}") String nodePorts) {
        this.dataplanes = dataplanes;
        this.fabrics = fabrics;
        this.log = log;
        this.seed = seed;
        this.nodePorts = Network.PortRange.parse(nodePorts);
    }

    /**
     * @param request as it was understood
     * @param trace   what came out
     * @param digests of the tables of the nodes that were passed, by node, if all details were asked for
     */
    record Answer(TraceRequest request, Trace trace, Map<String, String> digests) {}

    /**
     * @param spec the fields of a question
     * @throws dev.glassplane.trace.request.RequestException if the question is wrong
     * @throws TimeoutException                              if the tables do not show the revision in time
     */
    Answer answer(ObjectNode spec) throws TimeoutException, InterruptedException {
        TraceRequest request = RequestReader.read(spec, seed);
        Revision written = log.current();
        Revision wanted = request.minRevision().filter(asked -> asked.compareTo(written) > 0).orElse(written);
        Dataplane dataplane = dataplanes.atLeast(wanted, WAIT_MAX);
        Trace trace = Tracing.answer(request, new Network(dataplane, fabrics.of(dataplane.image()), directory(dataplane), nodePorts));
        return new Answer(request, trace, request.detail() == Detail.full ? digests(trace, dataplane) : Map.of());
    }

    private Directory directory(Dataplane dataplane) {
        return directory.updateAndGet(last -> last == null ? Directory.of(dataplane.image()) : last.next(dataplane.image()));
    }

    private Map<String, String> digests(Trace trace, Dataplane dataplane) {
        Map<String, String> byNode = new TreeMap<>();
        trace.paths().stream().flatMap(path -> path.there().hops().stream()).map(Hop::device)
                .filter(device -> device.kind() == DeviceRef.Kind.NODE).map(DeviceRef::name).distinct()
                .forEach(node -> byNode.put(node, digests.of(dataplane.nodes().get(node).host())));
        return byNode;
    }
}
