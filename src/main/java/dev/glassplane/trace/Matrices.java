package dev.glassplane.trace;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.DataplaneSource;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.trace.matrix.Matrix;
import dev.glassplane.trace.matrix.MatrixRequest;
import dev.glassplane.trace.matrix.MatrixRun;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;

/** Fills matrices over the cluster as it is. */
@Component
final class Matrices {

    /** Matrices at the same time; one more is refused. */
    static final int RUNS_MAX = 2;

    private final DataplaneSource dataplanes;
    private final Networks networks;
    private final RevisionLog log;
    private final long seed;
    private final Semaphore places = new Semaphore(RUNS_MAX);

    Matrices(DataplaneSource dataplanes, Networks networks, RevisionLog log, @Value("${glassplane.seed:1}") long seed) {
        this.dataplanes = dataplanes;
        this.networks = networks;
        this.log = log;
        this.seed = seed;
    }

    /**
     * @throws dev.glassplane.trace.request.RequestException if the question is wrong
     * @throws TimeoutException                              if the tables do not show every write that was acknowledged in time
     * @throws ErrorResponseException                        429 if too many run already
     */
    Matrix answer(MatrixRequest request) throws TimeoutException, InterruptedException {
        if (!places.tryAcquire()) {
            throw new ErrorResponseException(HttpStatus.TOO_MANY_REQUESTS, ProblemDetail.forStatusAndDetail(HttpStatus.TOO_MANY_REQUESTS,
                    "expected at most " + RUNS_MAX + " matrices at the same time: try again when one is filled"), null);
        }
        try {
            Dataplane dataplane = dataplanes.atLeast(log.current(), Tracer.WAIT_MAX);
            return MatrixRun.of(request, networks.of(dataplane), seed);
        } finally {
            places.release();
        }
    }
}
