package dev.glassplane.bootstrap;

import dev.glassplane.bootstrap.reset.StartState;
import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.DataplaneSource;
import dev.glassplane.image.ControlLoops;
import dev.glassplane.image.ReadyCheck;
import dev.glassplane.store.RevisionLog;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Ends the start once the web server listens: lets everything settle, then calls the cluster ready. */
@Component
@Order(0)
class Bootstrap implements ApplicationRunner, ReadyCheck {

    /** How long a start may take to settle before it is given up. */
    static final Duration SETTLE_TIMEOUT = Duration.ofMinutes(5);

    private final RevisionLog log;
    private final ControlLoops loops;
    private final DataplaneSource dataplanes;
    private final Welcome welcome;
    private final StartState start;
    private volatile boolean ready;

    Bootstrap(RevisionLog log, ControlLoops loops, DataplaneSource dataplanes, Welcome welcome, StartState start) {
        this.log = log;
        this.loops = loops;
        this.dataplanes = dataplanes;
        this.welcome = welcome;
        this.start = start;
    }

    @Override
    public void run(ApplicationArguments arguments) throws InterruptedException, TimeoutException {
        Dataplane settled = settle();
        start.remember();
        ready = true;
        welcome.print(settled);
    }

    private Dataplane settle() throws InterruptedException, TimeoutException {
        loops.awaitIdle(SETTLE_TIMEOUT);
        return dataplanes.atLeast(log.current(), SETTLE_TIMEOUT);
    }

    @Override
    public String name() {
        return "bootstrap";
    }

    @Override
    public boolean ok() {
        return ready;
    }

    @Override
    public String message() {
        return ready ? "seeded and reconciled" : "the first objects are being created and reconciled";
    }
}
