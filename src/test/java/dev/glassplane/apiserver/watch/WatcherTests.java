package dev.glassplane.apiserver.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WatcherTests {

    @Test
    void aSlowClientLosesTheStreamButNoEventOfIt() throws InterruptedException {
        Watcher watcher = new Watcher(new WatchHub(null), "configmaps");
        SharedEvent[] events = new SharedEvent[Watcher.QUEUE_EVENTS_MAX + 10];
        for (int i = 0; i < events.length; i++) {
            events[i] = new SharedEvent(null);
            watcher.offer(events[i]);
        }
        for (int i = 0; i < Watcher.QUEUE_EVENTS_MAX; i++) {
            assertThat(watcher.ended()).isFalse();
            assertThat(watcher.next(0)).isSameAs(events[i]);
        }
        assertThat(watcher.ended()).isTrue();
    }

    @Test
    void theEndWakesWhoWaits() throws InterruptedException {
        Watcher watcher = new Watcher(new WatchHub(null), "configmaps");
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                watcher.next(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        watcher.end();
        assertThat(reader.join(java.time.Duration.ofSeconds(10))).isTrue();
        assertThat(watcher.ended()).isTrue();
    }
}
