package dev.glassplane.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.TestStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.annotation.Order;

class ImageLoaderTests {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ObjectKey A = TestStore.key("configmaps", "a");
    private static final ObjectKey B = TestStore.key("configmaps", "b");

    private final TestStore store = TestStore.open();
    private final RevisionLog log = store.log();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private ImageLoader loader;

    @AfterEach
    void stop() {
        loader.stop();
        store.close();
    }

    @Test
    void startingTellsEverybodyOfTheStateThatIsThere() {
        TestStore.put(log, A, "1");
        follow(new Second(), new First());

        assertThat(told).as("in order, before start() returns").containsExactly("first full at 1", "second full at 1");
        assertThat(loader.current().object(A)).isPresent();
    }

    @Test
    void laterDeltasNameWhatChanged() throws Exception {
        follow((ImagePublisher) this::note);
        TestStore.put(log, A, "1");
        loader.atLeast(new Revision(1), SOON);
        TestStore.put(log, B, "1");
        TestStore.delete(log, A);
        ClusterImage image = loader.atLeast(new Revision(3), SOON);

        assertThat(told.subList(0, 2)).containsExactly("full at 0", "[a] at 1");
        assertThat(String.join(" ", told.subList(2, told.size()))).contains("b").contains("a").endsWith("at 3");
        assertThat(image.object(A)).isEmpty();
        assertThat(image.object(B)).isPresent();
    }

    @Test
    void aPublisherThatFailsIsToldOfEverythingAgainAlthoughNothingChanges() throws Exception {
        int[] failures = {2};
        follow((ImagePublisher) (delta, image) -> {
            note(delta, image);
            if (image.revision().value() == 1 && failures[0]-- > 0) {
                throw new StackOverflowError("on purpose");
            }
        });
        TestStore.put(log, A, "1");
        await().until(() -> told.size() == 4);
        TestStore.put(log, A, "2");
        loader.atLeast(new Revision(2), SOON);

        assertThat(told).containsExactly("full at 0", "[a] at 1", "full at 1", "full at 1", "[a] at 2");
    }

    @Test
    void whoFallsBehindTheHistoryStartsAnew() throws Exception {
        CountDownLatch compacted = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        follow((ImagePublisher) (delta, image) -> {
            note(delta, image);
            if (image.revision().value() == 1) {
                waiting.countDown();
                waitFor(compacted);
            }
        });
        TestStore.put(log, A, "1");
        assertThat(waiting.await(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        TestStore.put(log, A, "2");
        TestStore.delete(log, A);
        TestStore.put(log, B, "1");
        log.compact(log.current());
        compacted.countDown();
        ClusterImage image = loader.atLeast(new Revision(4), SOON);

        assertThat(told).containsExactly("full at 0", "[a] at 1", "full at 4");
        assertThat(image.object(A)).isEmpty();
        assertThat(image.object(B)).isPresent();
    }

    @Test
    void waitingForARevisionThatDoesNotComeSaysWhatThereIs() {
        TestStore.put(log, A, "1");
        follow();
        assertThatThrownBy(() -> loader.atLeast(new Revision(5), Duration.ofMillis(50))).isInstanceOf(TimeoutException.class)
                .hasMessage("no image of revision 5 within PT0.05S: the newest is 1");
    }

    private void follow(ImagePublisher... publishers) {
        DefaultListableBeanFactory factory = new DefaultListableBeanFactory();
        factory.setDependencyComparator(org.springframework.core.annotation.AnnotationAwareOrderComparator.INSTANCE);
        for (int i = 0; i < publishers.length; i++) {
            factory.registerSingleton("publisher" + i, publishers[i]);
        }
        loader = new ImageLoader(log, factory.getBeanProvider(ImagePublisher.class));
        loader.start();
    }

    private void note(ClusterDelta delta, ClusterImage image) {
        told.add(text(delta, image));
    }

    private static String text(ClusterDelta delta, ClusterImage image) {
        Set<String> names = new java.util.TreeSet<>(delta.touched().stream().map(ObjectKey::name).toList());
        return (delta.full() ? "full" : names) + " at " + image.revision();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Order(1)
    private final class First implements ImagePublisher {

        @Override
        public void publish(ClusterDelta delta, ClusterImage image) {
            told.add("first " + text(delta, image));
        }
    }

    @Order(2)
    private final class Second implements ImagePublisher {

        @Override
        public void publish(ClusterDelta delta, ClusterImage image) {
            told.add("second " + text(delta, image));
        }
    }
}
