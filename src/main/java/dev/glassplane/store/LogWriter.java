package dev.glassplane.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * The one thread that writes. It takes what waits, checks the preconditions one after the other, gives out revisions, commits them all in one
 * transaction, and only then lets anybody see or hear of them. The queue is bounded: callers wait when the database is slower than they.
 */
final class LogWriter {

    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

    /** Writes that may wait. */
    private static final int QUEUE_MAX = 4096;
    /** Writes in one transaction. */
    private static final int GROUP_MAX = 512;
    /** Characters of a database's message that are passed on. */
    private static final int REASON_MAX = 100;
    private static final PendingWrite STOP =
            new PendingWrite(new ObjectKey("", "", ""), Revision.ZERO, java.util.Optional.empty(), null, new CompletableFuture<>());

    private final LogDatabase database;
    private final Consumer<Group> committed;
    private final BlockingQueue<PendingWrite> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread thread;
    private LogState state;
    private boolean unknownRows;
    private volatile boolean closed;

    /**
     * What one commit made.
     *
     * @param state  all objects after it
     * @param events in order, at least one
     */
    record Group(LogState state, List<Event> events) {}

    /** @param committed hears of every commit, on the writer's thread, before its writes are acknowledged */
    LogWriter(LogDatabase database, LogState state, Consumer<Group> committed) {
        this.database = database;
        this.state = state;
        this.committed = committed;
        this.thread = Thread.ofPlatform().daemon().name("store-writer").start(this::run);
    }

    Stored append(Write write) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("a listener of the log must not write on the writer's thread: " + write.key());
        }
        PendingWrite pending = PendingWrite.of(write);
        try {
            enqueue(pending);
            return pending.done().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void enqueue(PendingWrite pending) {
        try {
            queue.put(pending);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted before the write of " + pending.key() + " was begun", e);
        }
        if (closed && queue.remove(pending)) {
            pending.done().completeExceptionally(closedException(pending));
        }
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
        for (PendingWrite pending = queue.poll(); pending != null; pending = queue.poll()) {
            pending.done().completeExceptionally(closedException(pending));
        }
    }

    private static StoreException closedException(PendingWrite pending) {
        return new StoreException("the log is closed: " + pending.key() + " was not written");
    }

    private void run() {
        List<PendingWrite> group = new ArrayList<>(GROUP_MAX);
        boolean stopping = false;
        while (!stopping) {
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                continue; // nobody stops the writer but close()
            }
            queue.drainTo(group, GROUP_MAX - 1);
            stopping = group.remove(STOP);
            if (!group.isEmpty()) {
                commit(group);
            }
            group.clear();
        }
    }

    private void commit(List<PendingWrite> group) {
        try {
            Draft draft = new Draft(state);
            group.forEach(draft::add);
            if (!draft.entries.isEmpty()) {
                database.append(draft.entries, state.revision(), unknownRows);
                unknownRows = false;
                state = draft.state;
                tell(new Group(draft.state, draft.entries.stream().map(LogDatabase.Entry::event).toList()));
            }
            draft.verdicts.forEach(Runnable::run);
        } catch (RuntimeException | Error e) {
            unknownRows = true;
            String reason = reason(e);
            LOG.error("{} writes after revision {} could not be stored: {}", group.size(), state.revision(), reason);
            group.forEach(write -> write.done().completeExceptionally(new StoreException(write.key() + " could not be stored: " + reason)));
        }
    }

    /** What went wrong, without what databases append to it: they quote whole rows, Secrets among them. */
    private static String reason(Throwable e) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
        String state = " (" + (cause instanceof SQLException sql ? "SQL state " + sql.getSQLState() : cause.getClass().getSimpleName()) + ")";
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return message.substring(0, Math.min(REASON_MAX, message.length())) + state;
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
        private final List<LogDatabase.Entry> entries = new ArrayList<>();
        private final List<Runnable> verdicts = new ArrayList<>();

        Draft(LogState state) {
            this.state = state;
        }

        void add(PendingWrite write) {
            var before = state.get(write.key());
            Revision actual = before.map(Stored::revision).orElse(Revision.ZERO);
            if (!actual.equals(write.expected())) {
                verdicts.add(() -> write.done().completeExceptionally(new ConflictException(write.key(), write.expected(), actual)));
                return;
            }
            Event event = write.at(new Revision(state.revision().value() + 1), before);
            state = state.with(event);
            entries.add(new LogDatabase.Entry(event, write.body()));
            verdicts.add(() -> write.done().complete(event.current()));
        }
    }
}
