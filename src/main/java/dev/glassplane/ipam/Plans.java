package dev.glassplane.ipam;

import dev.glassplane.ipam.PlanAnswer.SettingAnswer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Runs plans beside the server's work, and keeps the last ones. */
@Component
class Plans implements DisposableBean {

    /** Plans that are kept; the oldest that has ended makes room. */
    static final int KEPT_MAX = 20;
    /** Plans that run or wait to run. */
    static final int UNFINISHED_MAX = 4;

    private final ExecutorService workers = Executors.newFixedThreadPool(Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4),
            Thread.ofPlatform().daemon().name("plan-", 0).factory());
    private final Map<String, Plan> plans = new LinkedHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();

    /** How far a plan is. */
    enum State { RUNNING, DONE, CANCELLED, FAILED }

    /** A plan and what came of it so far; settings run one beside the other. */
    static final class Plan {

        private final String id;
        private final PlanSpec spec;
        private final double[] progress;
        private final SettingAnswer[] answers;
        private final CountDownLatch left;
        private volatile boolean cancelled;
        private volatile String failure = "";

        Plan(String id, PlanSpec spec) {
            this.id = id;
            this.spec = spec;
            progress = new double[spec.settings().size()];
            answers = new SettingAnswer[progress.length];
            left = new CountDownLatch(progress.length);
        }

        private void run(int index) {
            try {
                if (!cancelled) {
                    SettingAnswer answer = new Simulation(spec, spec.settings().get(index)).run(done -> progress(index, done), () -> cancelled);
                    synchronized (this) {
                        answers[index] = answer;
                        progress[index] = 1;
                    }
                }
            } catch (CancellationException e) {
                // the plan says so itself
            } catch (RuntimeException e) {
                failure = "setting \"" + spec.settings().get(index).name() + "\": " + e.getMessage();
                cancelled = true;
            } finally {
                left.countDown();
            }
        }

        private synchronized void progress(int index, double done) {
            progress[index] = done;
        }

        String id() {
            return id;
        }

        PlanSpec spec() {
            return spec;
        }

        /** @return share of the work that is done, 0 to 1 */
        synchronized double progress() {
            return Arrays.stream(progress).average().orElse(1);
        }

        State state() {
            return !failure.isEmpty() ? State.FAILED : cancelled ? State.CANCELLED : left.getCount() > 0 ? State.RUNNING : State.DONE;
        }

        String failure() {
            return failure;
        }

        /** Ends a plan that runs; one that is done stays as it is. */
        void cancel() {
            if (left.getCount() > 0) {
                cancelled = true;
            }
        }

        /** @return the answer of a plan that is done */
        synchronized Optional<PlanAnswer> answer() {
            if (state() != State.DONE) {
                return Optional.empty();
            }
            List<SettingAnswer> all = List.of(answers);
            Recommendation recommendation = Recommendation.of(all);
            return Optional.of(new PlanAnswer(recommendation.setting(), recommendation.reason(), all));
        }

        boolean await(long seconds) throws InterruptedException {
            return left.await(seconds, TimeUnit.SECONDS);
        }
    }

    /** @throws IllegalStateException if too many plans run already */
    synchronized Plan start(PlanSpec spec) {
        long unfinished = plans.values().stream().filter(plan -> plan.left.getCount() > 0).count();
        if (unfinished >= UNFINISHED_MAX) {
            throw new IllegalStateException("expected fewer than " + UNFINISHED_MAX + " plans that run, found " + unfinished);
        }
        if (plans.size() >= KEPT_MAX) {
            plans.values().stream().filter(plan -> plan.left.getCount() == 0).findFirst().ifPresent(oldest -> plans.remove(oldest.id()));
        }
        Plan plan = new Plan("plan-" + numbers.incrementAndGet(), spec);
        plans.put(plan.id(), plan);
        for (int index = 0; index < spec.settings().size(); index++) {
            int setting = index;
            workers.execute(() -> plan.run(setting));
        }
        return plan;
    }

    synchronized Optional<Plan> find(String id) {
        return Optional.ofNullable(plans.get(id));
    }

    synchronized Collection<Plan> all() {
        return new ArrayList<>(plans.values());
    }

    @Override
    public void destroy() {
        all().forEach(Plan::cancel);
        workers.shutdownNow();
    }
}
