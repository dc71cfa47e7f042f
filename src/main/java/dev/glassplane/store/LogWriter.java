package dev.glassplane.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes, and reads what others wrote. It takes what waits and has its turn at the head of the log: there it first learns the
 * writes of other processes, then checks the preconditions one after the other, gives out revisions and commits them all in one transaction; only
 * then lets anybody see or hear of them. The queue is bounded: callers wait when the database is slower than they.
 */
final class LogWriter {

    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

    /** Writes that may wait. */
    private static final int QUEUE_MAX = 4096;
    /** Writes, or lists of them, in one transaction. */
    private static final int GROUP_MAX = 512;
    /** Turns tried while the database rolls back because others were in the way. */
    private static final int TRIES_MAX = 10;
    private static final List<PendingWrite> STOP = new ArrayList<>();
    private static final List<PendingWrite> LOOK = new ArrayList<>();

    private final Head head;
    private final Consumer<Group> committed;
    private final BlockingQueue<List<PendingWrite>> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread thread;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicLong heardOf = new AtomicLong();
    private LogState state;
    private Optional<FellBehindException> behind = Optional.empty();
    private volatile boolean closed;

    /**
     * What one commit made, or what was read of others' commits.
     *
     * @param state  all objects after it
     * @param events in order, at least one
     */
    record Group(LogState state, List<Event> events) {}

    /** @param committed hears of every commit, on the writer's thread, before its writes are acknowledged */
    LogWriter(Head head, LogState state, Consumer<Group> committed) {
        this.head = head;
        this.state = state;
        this.committed = committed;
        this.thread = Thread.ofPlatform().daemon().name("store-writer").start(this::run);
    }

    Stored append(Write write) {
        return result(enqueue(List.of(write)).getFirst());
    }

    /** Appends in one transaction; leaves out what has a precondition that fails. */
    List<Stored> appendAll(List<Write> writes) {
        List<Stored> written = new ArrayList<>(writes.size());
        for (PendingWrite pending : writes.isEmpty() ? List.<PendingWrite>of() : enqueue(writes)) {
            try {
                written.add(result(pending));
            } catch (ConflictException _) {
                // left out
            }
        }
        return written;
    }

    private static Stored result(PendingWrite pending) {
        try {
            return pending.done().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * Lets the writer look for the writes of others, soon. With a full queue it does so anyway.
     *
     * @param last revision that there is at least
     */
    void look(long last) {
        heardOf.accumulateAndGet(last, Math::max);
        if (!closed && looking.compareAndSet(false, true) && !queue.offer(LOOK)) {
            looking.set(false);
        }
    }

    private List<PendingWrite> enqueue(List<Write> writes) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("a listener of the log must not write on the writer's thread: " + writes.getFirst().key());
        }
        List<PendingWrite> pending = writes.stream().map(PendingWrite::of).toList();
        try {
            queue.put(pending);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted before the write of " + writes.getFirst().key() + " was begun", e);
        }
        if (closed && queue.remove(pending)) {
            refuse(pending);
        }
        return pending;
    }

    /** Commits what was accepted, then ends; later writes fail. */
    void close() {
        closed = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                queue.put(STOP);
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        failRest();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void failRest() {
        for (List<PendingWrite> pending = queue.poll(); pending != null; pending = queue.poll()) {
            refuse(pending);
        }
    }

    private static void refuse(List<PendingWrite> pending) {
        pending.forEach(each -> each.done().completeExceptionally(new StoreException("the log is closed: " + each.key() + " was not written")));
    }

    private void run() {
        List<List<PendingWrite>> taken = new ArrayList<>(GROUP_MAX);
        boolean stopping = false;
        while (!stopping) {
            try {
                taken.add(queue.take());
            } catch (InterruptedException e) {
                continue; // nobody stops the writer but close()
            }
            queue.drainTo(taken, GROUP_MAX - 1);
            stopping = taken.removeIf(each -> each == STOP);
            boolean looks = taken.removeIf(each -> each == LOOK);
            if (looks) {
                looking.set(false);
            }
            // Far behind, it reads before its turn, or everybody would wait for that.
            if (looks && taken.isEmpty() || heardOf.get() > state.revision().value() + Head.READ_ROWS) {
                lookAhead();
            }
            if (!taken.isEmpty()) {
                commit(taken.stream().flatMap(List::stream).toList());
            }
            taken.clear();
        }
    }

    private void lookAhead() {
        try {
            learn(head.last());
        } catch (FellBehindException e) {
            LOG.debug("told before", e);
        } catch (RuntimeException | Error e) {
            LOG.warn("writes after revision {} could not be read: {}", state.revision(), Reasons.of(e));
        }
    }

    /** Reads and shows the writes of others up to a revision. */
    private void learn(long last) {
        behind.ifPresent(failure -> {
            throw failure;
        });
        while (state.revision().value() < last) {
            try {
                List<Event> events = head.after(state);
                if (events.isEmpty()) {
                    throw new FellBehindException(state.revision(), new Revision(last));
                }
                events.forEach(event -> state = state.with(event));
                tell(new Group(state, events));
            } catch (FellBehindException e) {
                behind = Optional.of(e);
                LOG.error("this process serves nothing new any more: {}", e.getMessage());
                throw e;
            }
        }
    }

    private void commit(List<PendingWrite> group) {
        for (int tries = 1; ; tries++) {
            Draft[] made = new Draft[1];
            try {
                head.turn(turn -> {
                    learn(turn.last());
                    made[0] = new Draft(state);
                    group.forEach(made[0]::add);
                    if (!made[0].entries.isEmpty()) {
                        turn.append(made[0].entries);
                    }
                });
                done(made[0]);
                return;
            } catch (RuntimeException | Error e) {
                if (!Reasons.tryAgain(e) || tries == TRIES_MAX) {
                    failed(group, e);
                    return;
                }
            }
        }
    }

    private void done(Draft draft) {
        if (!draft.entries.isEmpty()) {
            state = draft.state;
            tell(new Group(draft.state, draft.entries.stream().map(Head.Entry::event).toList()));
        }
        draft.verdicts.forEach(Runnable::run);
    }

    private void failed(List<PendingWrite> group, Throwable e) {
        boolean unknown = e instanceof Head.UnknownOutcomeException;
        String reason = Reasons.of(e);
        String outcome = unknown ? " may or may not be stored, the commit failed: " : " could not be stored: ";
        LOG.error("{} writes after revision {}{}{}", group.size(), state.revision(), outcome, reason);
        group.forEach(write -> write.done().completeExceptionally(new StoreException(write.key() + outcome + reason)));
        if (unknown) {
            look(state.revision().value());
        }
    }

    private void tell(Group group) {
        try {
            committed.accept(group);
        } catch (RuntimeException | Error e) {
            LOG.error("what follows the commit of revision {} failed", group.state().revision(), e);
        }
    }

    /** A group's effect, not yet committed; verdicts are given only after the commit, because they rest on it. */
    private static final class Draft {

        private LogState state;
        private final List<Head.Entry> entries = new ArrayList<>();
        private final List<Runnable> verdicts = new ArrayList<>();

        Draft(LogState state) {
            this.state = state;
        }

        void add(PendingWrite write) {
            try {
                write.check(state::get);
            } catch (RuntimeException e) {
                verdicts.add(() -> write.done().completeExceptionally(e));
                return;
            }
            Event event = write.at(new Revision(state.revision().value() + 1), state.get(write.key()));
            state = state.with(event);
            entries.add(new Head.Entry(event, write.body()));
            verdicts.add(() -> write.done().complete(event.current()));
        }
    }
}
