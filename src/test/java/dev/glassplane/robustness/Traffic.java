package dev.glassplane.robustness;

import dev.glassplane.robustness.Operation.Answer;
import dev.glassplane.robustness.Operation.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that write, read, list and watch the same few keys, at any server. */
final class Traffic implements AutoCloseable {

    private static final int WRITERS = 6;
    private static final int READERS = 3;
    private static final int WATCHERS = 3;
    private static final int KEYS = 12;
    /** Pause of a client that found nobody. */
    private static final int NOBODY_MILLIS = 20;

    private final Fleet fleet;
    private final String prefix;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong values = new AtomicLong();
    private final Map<String, Long> known = new ConcurrentHashMap<>();
    private final Queue<Operation> history = new ConcurrentLinkedQueue<>();
    private final Queue<RealTime.Listed> lists = new ConcurrentLinkedQueue<>();
    private final List<WatchLog> watches = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();

    /** @param begin revision after which watches begin */
    Traffic(Fleet fleet, String prefix, long begin, long seed) {
        this.fleet = fleet;
        this.prefix = prefix;
        for (int i = 0; i < WRITERS; i++) {
            Random random = new Random(seed * 100 + i);
            running.add(threads.submit(() -> clients(client -> write(client, random))));
        }
        for (int i = 0; i < READERS; i++) {
            Random random = new Random(seed * 100 + WRITERS + i);
            running.add(threads.submit(() -> clients(client -> read(client, random))));
        }
        for (int i = 0; i < WATCHERS; i++) {
            WatchLog watch = new WatchLog(begin);
            watches.add(watch);
            running.add(threads.submit(() -> watch.follow(fleet::any, over::get)));
        }
    }

    private interface Step {
        void take(Client client) throws InterruptedException;
    }

    private void clients(Step step) {
        try (Client client = new Client()) {
            while (!over.get()) {
                step.take(client);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Client client, Random random) throws InterruptedException {
        String key = prefix + random.nextInt(KEYS);
        long revision = known.getOrDefault(key, 0L);
        Request request = revision == 0 || random.nextInt(10) == 0 ? new Request.Create("v" + values.incrementAndGet())
                : random.nextInt(6) == 0 ? new Request.Delete(revision) : new Request.Update("v" + values.incrementAndGet(), revision);
        note(client.ask(fleet.any(), key, request));
    }

    private void read(Client client, Random random) throws InterruptedException {
        if (random.nextInt(8) > 0) {
            note(client.ask(fleet.any(), prefix + random.nextInt(KEYS), new Request.Read()));
            return;
        }
        try {
            long call = System.nanoTime();
            lists.add(new RealTime.Listed(call, Long.parseLong(client.list(fleet.any()).at("/metadata/resourceVersion").asString())));
        } catch (IOException _) {
            Thread.sleep(NOBODY_MILLIS);
        }
    }

    private void note(Optional<Operation> asked) throws InterruptedException {
        if (asked.isEmpty()) {
            Thread.sleep(NOBODY_MILLIS);
            return;
        }
        Operation operation = asked.get();
        history.add(operation);
        switch (operation.answer()) {
            case Answer.Found found when operation.request() instanceof Request.Delete -> known.remove(operation.key());
            case Answer.Found found -> known.merge(operation.key(), found.revision(), Math::max);
            case Answer.Absent _ -> known.remove(operation.key());
            case Answer.Conflict _, Answer.Unknown _ -> { }
        }
    }

    /** Ends all clients; fails as they failed. */
    void end() throws Exception {
        over.set(true);
        for (Future<?> each : running) {
            each.get();
        }
    }

    List<Operation> history() {
        return List.copyOf(history);
    }

    List<RealTime.Listed> lists() {
        return List.copyOf(lists);
    }

    List<WatchLog> watches() {
        return watches;
    }

    @Override
    public void close() {
        over.set(true);
        threads.close();
    }
}
