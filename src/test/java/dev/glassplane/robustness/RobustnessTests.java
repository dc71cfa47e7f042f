package dev.glassplane.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.glassplane.robustness.Operation.Answer;
import dev.glassplane.robustness.Operation.Request;
import dev.glassplane.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Servers in processes of their own, killed while clients write. A short run by default; {@code -Dglassplane.robustness=long} runs minutes, kills again and
 * again, and takes all arrangements.
 */
@Tag("slow")
@ParameterizedClass
@EnumSource
class RobustnessTests {

    /** Servers on a database. */
    enum Arrangement {
        ONE_ON_H2_FILE(TestDatabase.H2_FILE, 1, true), ONE_ON_POSTGRES(TestDatabase.POSTGRES, 1, false), THREE_ON_POSTGRES(TestDatabase.POSTGRES, 3, true);

        private final TestDatabase database;
        private final int servers;
        private final boolean inShortRuns;

        Arrangement(TestDatabase database, int servers, boolean inShortRuns) {
            this.database = database;
            this.servers = servers;
            this.inShortRuns = inShortRuns;
        }
    }

    private static final boolean LONG = System.getProperty("glassplane.robustness", "short").equals("long");
    private static final Duration STRETCH = Duration.ofSeconds(LONG ? 10 : 2);
    private static final int KILLS = LONG ? 6 : 1;
    private static final int WRITES = 10_000;
    private static final int WRITERS = 16;
    private static final Duration DONE_MAX = Duration.ofMinutes(5);

    private static Fleet fleet;

    @Parameter
    private Arrangement arrangement;

    @BeforeParameterizedClassInvocation
    static void start(Arrangement arrangement) {
        assumeThat(LONG || arrangement.inShortRuns).as("this arrangement is for -Dglassplane.robustness=long").isTrue();
        fleet = Fleet.start(arrangement.database, arrangement.servers);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (fleet != null) {
            fleet.close();
            fleet = null;
        }
    }

    @Test
    void whatClientsSeeWhileServersAreKilledIsLinearizable() throws Exception {
        long seed = System.nanoTime();
        List<Operation> history;
        List<RealTime.Listed> lists;
        List<WatchLog> watches;
        long begin = revision(0);
        try (Traffic traffic = new Traffic(fleet, "k", begin, seed)) {
            for (int kill = 0; kill < KILLS; kill++) {
                Thread.sleep(STRETCH);
                int victim = ThreadLocalRandom.current().nextInt(fleet.size());
                fleet.kill(victim);
                Thread.sleep(STRETCH);
                fleet.restart(victim);
            }
            Thread.sleep(STRETCH);
            traffic.end();
            history = traffic.history();
            lists = traffic.lists();
            watches = traffic.watches();
        }
        long acknowledged = history.stream().filter(operation -> !(operation.request() instanceof Request.Read) && operation.answer() instanceof Answer.Found).count();
        System.out.println(arrangement + ": " + history.size() + " operations, " + acknowledged + " acknowledged writes, "
                + history.stream().filter(Operation::unknown).count() + " without an answer, " + lists.size() + " lists, seed " + seed);
        assertThat(acknowledged).as("enough to say anything").isGreaterThan(100);
        assertThat(Linearizability.problems(history)).isEmpty();
        assertThat(RealTime.problems(history, lists)).isEmpty();

        long last = revision(0);
        WatchLog reference = new WatchLog(begin);
        reference.catchUp(fleet.at(0), lastOf(begin, last));
        assertThat(WatchChecks.missing(history, reference)).isEmpty();
        for (WatchLog watch : watches) {
            watch.catchUp(fleet.at(fleet.size() - 1), reference.told().getLast().revision());
            assertThat(WatchChecks.problems(watch, reference)).isEmpty();
            assertThat(watch.told()).hasSameSizeAs(reference.told());
        }
    }

    /** Of other kinds there may be later events, of which a watch of ConfigMaps is not told: a last write says when it has all. */
    private static long lastOf(long begin, long last) throws InterruptedException {
        try (Client client = new Client()) {
            Operation end = client.ask(fleet.at(0), "end-" + last, new Request.Create("end")).orElseThrow();
            return end.answer() instanceof Answer.Found found ? found.revision() : begin;
        }
    }

    @Test
    void noneOfTenThousandWritesThatWereAcknowledgedIsLost() throws Exception {
        String prefix = "many-" + System.nanoTime() + "-";
        AtomicInteger next = new AtomicInteger();
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        int victim = ThreadLocalRandom.current().nextInt(fleet.size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = IntStream.range(0, WRITERS).<Future<?>>mapToObj(i -> threads.submit(() -> create(prefix, next, acknowledged))).toList();
            Awaitility.await().atMost(DONE_MAX).until(() -> acknowledged.size() > WRITES / 2);
            fleet.kill(victim);
            if (fleet.size() > 1) {
                for (Future<?> writer : writers) {
                    writer.get();
                }
            }
            fleet.restart(victim);
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(WRITES - 10 * WRITERS);
        try (Client client = new Client()) {
            for (int i = 0; i < fleet.size(); i++) {
                Set<String> there = new TreeSet<>();
                client.list(fleet.at(i)).path("items").forEach(item -> there.add(item.at("/metadata/name").asString()));
                assertThat(there).as("server " + i).containsAll(acknowledged);
            }
        }
    }

    private static void create(String prefix, AtomicInteger next, Queue<String> acknowledged) {
        try (Client client = new Client()) {
            for (int number = next.incrementAndGet(); number <= WRITES; number = next.incrementAndGet()) {
                String name = prefix + number;
                Optional<Operation> done = client.ask(fleet.any(), name, new Request.Create("x".repeat(300)));
                while (done.isEmpty()) {
                    Thread.sleep(20);
                    done = client.ask(fleet.any(), name, new Request.Create("x".repeat(300)));
                }
                if (done.get().answer() instanceof Answer.Found) {
                    acknowledged.add(name);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static long revision(int server) throws Exception {
        try (Client client = new Client()) {
            return Long.parseLong(client.list(fleet.at(server)).at("/metadata/resourceVersion").asString());
        }
    }
}
