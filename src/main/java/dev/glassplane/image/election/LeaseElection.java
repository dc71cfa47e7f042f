package dev.glassplane.image.election;

import dev.glassplane.image.Leadership;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.store.Event;
import dev.glassplane.store.Guard;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.SharedLog;
import dev.glassplane.store.Stored;
import dev.glassplane.store.StoreException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@link Leadership} by a Lease in the log, where the log is shared. */
@Component
@EnableConfigurationProperties(ElectionSettings.class)
class LeaseElection implements Leadership, SmartLifecycle {

    /** After the first objects are written, before the control loops start. */
    private static final int PHASE = -50;
    /** Followers wait up to this part longer, so that not all try at once. */
    private static final double JITTER = 1.2;
    private static final Logger LOG = LoggerFactory.getLogger(LeaseElection.class);

    private final RevisionLog log;
    private final SharedLog sharing;
    private final Objects objects;
    private final Kinds kinds;
    private final InstantSource clock;
    private final ElectionSettings settings;
    private final String identity;
    private final Candidate candidate;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore wake = new Semaphore(0);
    private AutoCloseable subscription = () -> { };
    private Thread thread;
    private long renewedNanos;
    private volatile boolean leads;
    private volatile boolean running;

    LeaseElection(RevisionLog log, SharedLog sharing, Objects objects, Kinds kinds, InstantSource clock, ElectionSettings settings) {
        this.log = log;
        this.sharing = sharing;
        this.objects = objects;
        this.kinds = kinds;
        this.clock = clock;
        this.settings = settings;
        this.identity = sharing.replica() + "_" + UUID.randomUUID();
        this.candidate = new Candidate(identity, settings.leaseDuration());
    }

    @Override
    public boolean leads() {
        return leads;
    }

    @Override
    public String leader() {
        return sharing.shared() ? Candidate.holder(spec()) : "";
    }

    @Override
    public Guard guard() {
        return !sharing.shared() ? Guard.NONE : state -> {
            String holder = state.apply(LEASE).map(stored -> Candidate.holder(stored.object().path("spec"))).orElse("");
            if (!holder.equals(identity)) {
                throw new StoreException("this replica no longer leads: Lease " + LEASE.qualifiedName() + " is held by \"" + holder + "\"");
            }
        };
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void start() {
        running = true;
        if (!sharing.shared()) {
            leads = true;
            return;
        }
        sharing.compactsHere(false);
        subscription = log.subscribe(this::heard);
        thread = Thread.ofPlatform().name("leader-election").daemon().start(this::run);
    }

    /** A Lease that is given up is taken at once. */
    private void heard(List<Event> events) {
        if (!leads && events.stream().anyMatch(event -> event.current().key().equals(LEASE) && Candidate.holder(event.current().object().path("spec")).isEmpty())) {
            wake.release();
        }
    }

    private void run() {
        while (running) {
            round();
            long pause = settings.retryPeriod().toNanos();
            try {
                wake.tryAcquire(leads ? pause : (long) (pause * ThreadLocalRandom.current().nextDouble(1, JITTER)), TimeUnit.NANOSECONDS);
                wake.drainPermits();
            } catch (InterruptedException e) {
                LOG.debug("interrupted", e); // stop() says when to end
            }
        }
    }

    private void round() {
        boolean held = false;
        boolean lost = false;
        long began = System.nanoTime();
        try {
            log.sync();
            JsonNode spec = spec();
            Optional<ObjectNode> next = candidate.next(spec, began, clock.instant());
            lost = next.isEmpty();
            if (next.isPresent()) {
                write(next.get());
                held = true;
            }
        } catch (ApiException | StoreException e) {
            LOG.debug("the Lease could not be written", e); // somebody was quicker, or the database does not answer: the next round sees
        }
        if (held) {
            renewedNanos = began;
            lead(true);
        } else if (leads && (lost || System.nanoTime() - renewedNanos > settings.renewDeadline().toNanos())) {
            lead(false);
        }
    }

    private JsonNode spec() {
        return log.get(LEASE).map(stored -> stored.object().path("spec")).orElseGet(JsonNodeFactory.instance::missingNode);
    }

    private void write(ObjectNode spec) {
        Kind kind = kinds.named(LEASE.resource());
        Optional<Stored> before = log.get(LEASE);
        if (before.isEmpty()) {
            ObjectNode lease = JsonNodeFactory.instance.objectNode();
            lease.putObject("metadata").put("name", LEASE.name());
            lease.set("spec", spec);
            objects.create(kind, LEASE.namespace(), lease, WriteOptions.by("glassplane"));
        } else {
            ObjectNode lease = before.get().object().deepCopy();
            lease.set("spec", spec);
            objects.update(kind, LEASE.namespace(), LEASE.name(), lease, WriteOptions.by("glassplane"));
        }
    }

    private void lead(boolean now) {
        if (leads != now) {
            leads = now;
            sharing.compactsHere(now);
            LOG.info(now ? "replica {} leads: it runs the control loops" : "replica {} no longer leads", sharing.replica());
            listeners.forEach(Runnable::run);
        }
    }

    /** Gives the Lease up: the control loops have ended by now. */
    @Override
    public void stop() {
        running = false;
        if (thread == null) {
            return;
        }
        wake.release();
        try {
            thread.join(settings.renewDeadline());
            subscription.close();
            if (leads) {
                lead(false);
                write(candidate.released(spec(), clock.instant()));
            }
        } catch (Exception e) {
            LOG.warn("the Lease could not be given up; others take it when it has expired: {}", e.toString());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
