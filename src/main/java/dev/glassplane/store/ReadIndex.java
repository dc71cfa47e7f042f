package dev.glassplane.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;

/**
 * Asks for the last revision on behalf of many readers: those who come while one question is under way share the next one, since its answer
 * is younger than their asking. What etcd calls ReadIndex.
 */
final class ReadIndex {

    private static final CompletableFuture<Long> STOP = new CompletableFuture<>();

    private final BlockingQueue<CompletableFuture<Long>> asking = new LinkedBlockingQueue<>();
    private final LongSupplier question;
    private final Thread thread;
    private volatile boolean closed;

    /** @param question asks the database; called on one thread */
    ReadIndex(LongSupplier question) {
        this.question = question;
        this.thread = Thread.ofPlatform().daemon().name("store-read-index").start(this::run);
    }

    /**
     * @return revision of a write that is not older than any that was acknowledged before this call
     * @throws StoreException if the database does not say
     */
    long ask() {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        asking.add(answer);
        if (closed && asking.remove(answer)) {
            throw new StoreException("the log is closed");
        }
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw new StoreException("the database does not say which write is the last one: " + Reasons.of(e), e.getCause());
        }
    }

    private void run() {
        List<CompletableFuture<Long>> together = new ArrayList<>();
        while (true) {
            try {
                together.add(asking.take());
            } catch (InterruptedException e) {
                continue; // nobody stops it but close()
            }
            asking.drainTo(together);
            boolean stop = together.remove(STOP);
            try {
                long answer = question.getAsLong();
                together.forEach(each -> each.complete(answer));
            } catch (RuntimeException | Error e) {
                together.forEach(each -> each.completeExceptionally(e));
            }
            together.clear();
            if (stop) {
                return;
            }
        }
    }

    void close() {
        closed = true;
        asking.add(STOP);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
