package dev.glassplane.trace;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.DataplaneSource;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.trace.load.LoadReport;
import dev.glassplane.trace.load.LoadRun;
import dev.glassplane.trace.request.LoadReader;
import dev.glassplane.trace.request.LoadRequest;
import dev.glassplane.trace.request.ModeWish;
import dev.glassplane.trace.request.RequestException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import tools.jackson.databind.node.ObjectNode;

/** Runs loads over the cluster as it is, a few at a time. */
@Component
final class Loads {

    /** How long a run may take; what was opened until then is reported. */
    static final Duration RUN_MAX = Duration.ofSeconds(20);
    /** Runs at the same time; one more is refused. */
    static final int RUNS_MAX = 2;

    private final DataplaneSource dataplanes;
    private final Networks networks;
    private final Modes modes;
    private final RevisionLog log;
    private final long seed;
    private final Semaphore places = new Semaphore(RUNS_MAX);

    Loads(DataplaneSource dataplanes, Networks networks, Modes modes, RevisionLog log, @Value("${glassplane.seed:1}") long seed) {
        this.dataplanes = dataplanes;
        this.networks = networks;
        this.modes = modes;
        this.log = log;
        this.seed = seed;
    }

    /**
     * @param spec the fields of a load run
     * @throws RequestException       if the question is wrong
     * @throws TimeoutException       if the tables do not show the revision in time
     * @throws ErrorResponseException 429 if too many run already
     */
    LoadReport run(ObjectNode spec) throws TimeoutException, InterruptedException {
        LoadRequest request = LoadReader.read(spec, seed);
        if (!places.tryAcquire()) {
            throw new ErrorResponseException(HttpStatus.TOO_MANY_REQUESTS, ProblemDetail.forStatusAndDetail(HttpStatus.TOO_MANY_REQUESTS,
                    "expected at most " + RUNS_MAX + " load runs at the same time: try again when one has ended"), null);
        }
        try {
            Revision written = log.current();
            Revision wanted = request.ends().minRevision().filter(asked -> asked.compareTo(written) > 0).orElse(written);
            Dataplane dataplane = tables(request.ends().mode(), dataplanes.atLeast(wanted, Tracer.WAIT_MAX));
            long deadline = System.nanoTime() + RUN_MAX.toNanos();
            return LoadRun.run(request, networks.of(dataplane), () -> System.nanoTime() - deadline > 0);
        } finally {
            places.release();
        }
    }

    private Dataplane tables(ModeWish mode, Dataplane inForce) throws TimeoutException, InterruptedException {
        return switch (mode) {
            case ModeWish.AsConfigured _, ModeWish.Compare _ -> inForce;
            case ModeWish.Everywhere everywhere -> switch (modes.everywhere(everywhere.mode(), inForce)) {
                case Modes.Tables tables -> tables.dataplane();
                case Modes.None none -> throw new RequestException(RequestException.Kind.NOT_POSSIBLE, "mode", "a mode that can run", everywhere.mode(),
                        "mode: " + none.why());
            };
        };
    }
}
