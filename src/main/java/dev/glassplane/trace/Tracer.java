package dev.glassplane.trace;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.DataplaneSource;
import dev.glassplane.dataplane.WhatIf;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.Hop;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.Detail;
import dev.glassplane.trace.request.ModeWish;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.request.TraceRequest;
import dev.glassplane.trace.walk.Tracing;
import dev.glassplane.trace.whynot.Search;
import dev.glassplane.trace.whynot.WhyNot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Answers questions about the cluster as it is: waits until the tables show every write that was acknowledged, then traces over one picture. */
@Component
final class Tracer {

    /** How long a question may wait for the tables. */
    static final Duration WAIT_MAX = Duration.ofSeconds(2);

    private final DataplaneSource dataplanes;
    private final Networks networks;
    private final Modes modes;
    private final WhatIf whatIf;
    private final RevisionLog log;
    private final InstantSource clock;
    private final long seed;
    private final TableDigests digests = new TableDigests();

    Tracer(DataplaneSource dataplanes, Networks networks, Modes modes, WhatIf whatIf, RevisionLog log, InstantSource clock,
           @Value("${glassplane.seed:1}") long seed) {
        this.dataplanes = dataplanes;
        this.networks = networks;
        this.modes = modes;
        this.whatIf = whatIf;
        this.log = log;
        this.clock = clock;
        this.seed = seed;
    }

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
        return switch (request.mode()) {
            case ModeWish.AsConfigured _ -> traced(request, dataplane, dataplane, ImageEdit.NONE);
            case ModeWish.Compare _ -> new Answer.Compared(request, modes.compare(request, dataplane));
            case ModeWish.Everywhere everywhere -> switch (modes.everywhere(everywhere.mode(), dataplane)) {
                case Modes.Tables tables -> traced(request, tables.dataplane(), dataplane, tables.edit());
                case Modes.None none -> new Answer.Traced(request,
                        Trace.unsupported(dataplane.revision(), "mode " + everywhere.mode(), none.why()), Map.of(), Optional.empty(), clock.instant());
            };
        };
    }

    /** @param edit that leads from the published tables to those of the question */
    private Answer traced(TraceRequest request, Dataplane dataplane, Dataplane published, ImageEdit edit) throws TimeoutException, InterruptedException {
        Trace trace = Tracing.answer(request, networks.of(dataplane));
        Optional<WhyNot> whyNot = request.whyNot()
                ? Optional.of(Search.run(request, more -> networks.of(whatIf.dataplane(published, edit.and(more))))) : Optional.empty();
        return new Answer.Traced(request, trace, request.detail() == Detail.full ? digests(trace, dataplane) : Map.of(), whyNot,
                clock.instant());
    }

    private Map<String, String> digests(Trace trace, Dataplane dataplane) {
        Map<String, String> byNode = new TreeMap<>();
        trace.paths().stream().flatMap(path -> path.there().hops().stream()).map(Hop::device)
                .filter(device -> device.kind() == DeviceRef.Kind.NODE).map(DeviceRef::name).distinct()
                .forEach(node -> byNode.put(node, digests.of(dataplane.nodes().get(node).host())));
        return byNode;
    }
}
