package dev.glassplane.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.TestStore;
import dev.glassplane.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class LoopRunnerTests {

    private static final Duration SETTLE = Duration.ofSeconds(20);

    private final TestStore test = TestStore.open();
    private final RevisionLog log = test.log();
    private AdjustableClock clock = new AdjustableClock("virtual");
    private LoopRunner runner;
    private ImageLoader loader;

    @AfterEach
    void stop() throws Exception {
        loader.stop();
        runner.stop();
        test.close();
    }

    @Test
    void loopsRunInOrderAndSeeEveryChange() throws Exception {
        List<String> ran = new CopyOnWriteArrayList<>();
        run(loop("first", (delta, image) -> note(ran, "first", delta)), loop("second", (delta, image) -> note(ran, "second", delta)));
        runner.awaitIdle(SETTLE);
        assertThat(ran).containsExactly("first full", "second full");

        create("web");
        runner.awaitIdle(SETTLE);
        assertThat(ran.subList(2, ran.size())).containsExactly("first web", "second web");
    }

    @Test
    void idleMeansThatWhatALoopWroteHasBeenSeenByAll() throws Exception {
        run(loop("copier", (delta, image) -> {
            if (image.pod("n", "web").isPresent() && image.pod("n", "copy").isEmpty()) {
                create("copy");
            }
            return Optional.empty();
        }));
        create("web");
        runner.awaitIdle(SETTLE);
        // Publishers are told before the image is shown, so ask for the revision.
        assertThat(loader.atLeast(log.current(), SETTLE).pod("n", "copy")).isPresent();
    }

    @Test
    void aLoopDoesNotRunOnAnImageWithoutItsOwnWrites() throws Exception {
        List<Integer> made = new CopyOnWriteArrayList<>();
        run(loop("replicas", (delta, image) -> {
            for (int missing = 20 - image.pods().size(); missing > 0; missing--) {
                create("replica-" + made.size());
                made.add(missing);
            }
            return Optional.empty();
        }));
        runner.awaitIdle(SETTLE);
        assertThat(made).hasSize(20);
    }

    @Test
    void aLoopThatFailedRunsAgainWithEverything() throws Exception {
        List<String> ran = new CopyOnWriteArrayList<>();
        run(loop("shaky", (delta, image) -> {
            note(ran, "shaky", delta);
            if (ran.size() == 2) {
                throw new IllegalStateException("fails on purpose");
            }
            return Optional.empty();
        }));
        runner.awaitIdle(SETTLE);
        create("web");
        runner.awaitIdle(SETTLE);
        assertThat(ran).containsExactly("shaky full", "shaky web", "shaky full");
    }

    @Test
    void anErrorInALoopHurtsNoOtherLoop() throws Exception {
        List<String> ran = new CopyOnWriteArrayList<>();
        AtomicBoolean broken = new AtomicBoolean(true);
        run(loop("broken", (delta, image) -> {
            if (broken.get()) {
                throw new StackOverflowError("on purpose");
            }
            return note(ran, "broken", delta);
        }), loop("good", (delta, image) -> note(ran, "good", delta)));
        Awaitility.await().until(() -> ran.contains("good full"));
        create("web");
        Awaitility.await().until(() -> ran.contains("good web"));
        assertThatThrownBy(() -> runner.awaitIdle(Duration.ofMillis(100))).isInstanceOf(TimeoutException.class)
                .hasMessageContaining("loops with work: [broken]");
        broken.set(false);
        runner.awaitIdle(SETTLE);
        assertThat(ran).last().isEqualTo("broken full");
    }

    /** The first loop finds a new image each time it comes; the last one must have its turn all the same. */
    @Test
    void steadyWritesDoNotKeepLaterLoopsWaiting() throws Exception {
        AtomicInteger written = new AtomicInteger();
        AtomicInteger lastRan = new AtomicInteger();
        run(loop("busy", (delta, image) -> {
            if (lastRan.get() < 3 && written.get() < 1_000) {
                create("p" + written.incrementAndGet());
            }
            return Optional.empty();
        }), loop("last", (delta, image) -> {
            lastRan.incrementAndGet();
            return Optional.empty();
        }));
        runner.awaitIdle(SETTLE);
        assertThat(written).hasValueLessThan(20);
    }

    @Test
    void aTimerFarAwayIsNoTrouble() throws Exception {
        List<String> ran = new CopyOnWriteArrayList<>();
        clock = new AdjustableClock("real");
        run(loop("patient", (delta, image) -> {
            note(ran, "patient", delta);
            return Optional.of(Instant.MAX);
        }));
        runner.awaitIdle(SETTLE);
        create("web");
        runner.awaitIdle(SETTLE);
        assertThat(ran).containsExactly("patient full", "patient web");
    }

    @Test
    void aTimerOfTheRealClockGoesOff() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        clock = new AdjustableClock("real");
        run(loop("timed", (delta, image) -> runs.incrementAndGet() < 3 ? Optional.of(clock.instant().plusMillis(20)) : Optional.empty()));
        Awaitility.await().untilAtomic(runs, org.hamcrest.Matchers.equalTo(3));
        runner.awaitIdle(SETTLE);
        assertThat(runs).hasValue(3);
    }

    @Test
    void virtualTimeRunsWhatIsDueInOrderOfTime() throws Exception {
        List<String> ran = new CopyOnWriteArrayList<>();
        Instant start = clock.instant();
        run(every(ran, "slow", Duration.ofSeconds(30)), every(ran, "fast", Duration.ofSeconds(20)));
        runner.awaitIdle(SETTLE);
        ran.clear();

        assertThat(clock.advance(Duration.ofSeconds(60))).isEqualTo(start.plusSeconds(60));
        assertThat(ran).containsExactly("fast 20", "slow 30", "fast 40", "slow 60", "fast 60");
        assertThat(clock.advance(Duration.ofSeconds(5))).isEqualTo(start.plusSeconds(65));
        assertThat(ran).hasSize(5);
    }

    @Test
    void realTimeCannotBeMoved() {
        loader = new ImageLoader(log, beans(List.of()).getBeanProvider(ImagePublisher.class));
        runner = new LoopRunner(log, test.sharing(), Leadership.ALONE, clock, beans(List.of()).getBeanProvider(ControlLoop.class));
        runner.start();
        loader.start();
        assertThatThrownBy(() -> new AdjustableClock("real").advance(Duration.ofSeconds(1))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("--glassplane.clock=virtual");
        assertThatThrownBy(() -> clock.advance(Duration.ofDays(8))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AdjustableClock("fast")).hasMessageContaining("expected real or virtual");
    }

    private ControlLoop every(List<String> ran, String name, Duration period) {
        Instant start = clock.instant();
        Instant[] next = {start};
        return new Loop(name, (delta, image) -> Optional.empty()) {
            @Override
            public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
                if (!now.isBefore(next[0])) {
                    ran.add(name + " " + Duration.between(start, now).toSeconds());
                    next[0] = now.plus(period);
                }
                return Optional.of(next[0]);
            }
        };
    }

    private static Optional<Instant> note(List<String> ran, String name, ClusterDelta delta) {
        ran.add(name + " " + (delta.full() ? "full" : delta.touched().iterator().next().name()));
        return Optional.empty();
    }

    private void run(ControlLoop... loops) {
        runner = new LoopRunner(log, test.sharing(), Leadership.ALONE, clock, beans(List.of((Object[]) loops)).getBeanProvider(ControlLoop.class));
        loader = new ImageLoader(log, beans(List.of(runner)).getBeanProvider(ImagePublisher.class));
        runner.start();
        loader.start();
    }

    private static DefaultListableBeanFactory beans(List<?> beans) {
        DefaultListableBeanFactory factory = new DefaultListableBeanFactory();
        List<Object> all = new ArrayList<>(beans);
        for (int i = 0; i < all.size(); i++) {
            factory.registerSingleton("bean" + i, all.get(i));
        }
        return factory;
    }

    private void create(String name) {
        ObjectNode pod = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata").put("namespace", "n").put("name", name);
        log.append(new Write(new ObjectKey("pods", "n", name), Revision.ZERO, Optional.of(pod)));
    }

    private static ControlLoop loop(String name, BiFunction<ClusterDelta, ClusterImage, Optional<Instant>> body) {
        return new Loop(name, body);
    }

    private static class Loop implements ControlLoop {
        private final String name;
        private final BiFunction<ClusterDelta, ClusterImage, Optional<Instant>> body;

        Loop(String name, BiFunction<ClusterDelta, ClusterImage, Optional<Instant>> body) {
            this.name = name;
            this.body = body;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
            return body.apply(delta, image);
        }
    }
}
