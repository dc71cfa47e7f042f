package dev.glassplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class DatabaseRevisionLogTests {

    private static final ObjectKey WEB = new ObjectKey("pods", "shop", "web");
    private static final ObjectKey API = new ObjectKey("pods", "shop", "api");

    private final List<TestLog> opened = new ArrayList<>();
    private DatabaseRevisionLog log = open(TestLog.inMemory(100_000));

    @AfterEach
    void closeAll() throws Exception {
        for (TestLog one : opened) {
            one.close();
        }
    }

    @Test
    void aWriteGetsTheNextRevisionAndCarriesIt() {
        Stored first = create(WEB, "1");
        Stored second = create(API, "1");

        assertThat(second.revision().value()).isEqualTo(first.revision().value() + 1);
        assertThat(second.object().at("/metadata/resourceVersion").asString()).isEqualTo(second.revision().toString());
        assertThat(log.current()).isEqualTo(second.revision());
        assertThat(log.get(WEB)).contains(first);
    }

    @Test
    void aFailedPreconditionNamesTheRevisionThatIsThereAndWritesNothing() {
        Stored web = create(WEB, "1");

        assertThatThrownBy(() -> create(WEB, "2")).isInstanceOfSatisfying(ConflictException.class,
                conflict -> assertThat(conflict.actual()).isEqualTo(web.revision()));
        assertThatThrownBy(() -> log.append(new Write(API, new Revision(7), Optional.of(object("x")))))
                .isInstanceOfSatisfying(ConflictException.class, conflict -> assertThat(conflict.actual()).isEqualTo(Revision.ZERO));
        assertThatThrownBy(() -> log.append(new Write(API, Revision.ZERO, Optional.empty()))).isInstanceOf(ConflictException.class);
        assertThat(log.current()).isEqualTo(web.revision());
    }

    @Test
    void anOldRevisionIsListedAsItWas() {
        Stored one = create(WEB, "1");
        Stored two = update(one, "2");
        create(API, "1");
        log.append(new Write(WEB, two.revision(), Optional.empty()));

        assertThat(texts(log.list("pods", one.revision()))).containsExactly("1");
        assertThat(texts(log.list("pods", two.revision()))).containsExactly("2");
        assertThat(texts(log.list("pods", new Revision(3)))).containsExactly("1", "2");
        assertThat(texts(log.list("pods"))).containsExactly("1");
        assertThat(log.list("pods", one.revision()).revision()).isEqualTo(one.revision());
    }

    @Test
    void aDeletionCarriesItsOwnRevisionAndTheLastState() {
        Stored web = create(WEB, "1");
        Stored gone = log.append(new Write(WEB, web.revision(), Optional.empty()));

        assertThat(gone.revision().value()).isEqualTo(2);
        assertThat(gone.object().at("/metadata/resourceVersion").asString()).isEqualTo("2");
        Event event = log.after(web.revision(), 10).getFirst();
        assertThat(event.type()).isEqualTo(Event.Type.DELETED);
        assertThat(event.previous()).contains(web);
        assertThat(log.get(WEB)).isEmpty();
        // The state before must not have been touched.
        assertThat(web.object().at("/metadata/resourceVersion").asString()).isEqualTo("1");
    }

    @Test
    void writersAtOnceGetEachRevisionOnceAndListenersHearThemInOrder() throws Exception {
        List<Long> heard = new CopyOnWriteArrayList<>();
        int writers = 8;
        int each = 200;
        try (AutoCloseable subscription = log.subscribe(events -> events.forEach(event -> heard.add(event.revision().value())));
                var threads = Executors.newFixedThreadPool(writers)) {
            List<Future<?>> running = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                int writer = w;
                running.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        Stored written = create(new ObjectKey("pods", "n" + writer, "p" + i), "x");
                        // What is acknowledged can be read, and nothing later is there without it.
                        assertThat(log.get(written.key())).contains(written);
                        assertThat(log.current()).isGreaterThanOrEqualTo(written.revision());
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        assertThat(heard).isEqualTo(LongStream.rangeClosed(1, (long) writers * each).boxed().toList());
    }

    @Test
    void aListenerThatThrowsHurtsNobody() throws Exception {
        try (AutoCloseable broken = log.subscribe(events -> {
            throw new IllegalStateException("broken on purpose");
        })) {
            create(WEB, "1");
            assertThat(create(API, "1").revision().value()).isEqualTo(2);
        }
    }

    @Test
    void belowTheHorizonNothingIsAnsweredAndTheStateStays() {
        Stored one = create(WEB, "1");
        Stored two = update(one, "2");
        Stored three = update(two, "3");

        assertThat(log.compact(two.revision())).isEqualTo(two.revision());

        assertThatThrownBy(() -> log.after(one.revision(), 10)).isInstanceOf(CompactedException.class);
        assertThatThrownBy(() -> log.list("pods", one.revision())).isInstanceOf(CompactedException.class);
        assertThat(texts(log.list("pods", two.revision()))).containsExactly("2");
        assertThat(log.after(two.revision(), 10)).extracting(Event::revision).containsExactly(three.revision());
        assertThat(opened.getFirst().rows()).as("rows left of three").isEqualTo(2);
    }

    @Test
    void historyIsKeptToItsLimit() {
        DatabaseRevisionLog small = open(TestLog.inMemory(20));
        Stored last = small.append(new Write(WEB, Revision.ZERO, Optional.of(object("0"))));
        for (int i = 1; i < 100; i++) {
            last = small.append(new Write(WEB, last.revision(), Optional.of(object(Integer.toString(i)))));
        }
        assertThat(small.horizon().value()).isBetween(77L, 80L);
        assertThat(opened.getLast().rows()).isLessThanOrEqualTo(24);
        assertThat(texts(small.list("pods"))).containsExactly("99");
    }

    @Test
    void whatTheMemoryNoLongerHoldsIsReadFromTheDatabase() {
        Stored last = create(WEB, "0");
        for (int i = 1; i < RecentEvents.EVENTS_MAX + 100; i++) {
            last = update(last, Integer.toString(i));
        }
        assertThat(texts(log.list("pods", new Revision(5)))).containsExactly("4");
        List<Event> events = log.after(new Revision(3), 2);
        assertThat(events).extracting(event -> event.revision().value()).containsExactly(4L, 5L);
        assertThat(events.getFirst().previous().orElseThrow().revision().value()).isEqualTo(3);
    }

    @Test
    void aDataDirectoryIsReadBack(@TempDir Path directory) throws Exception {
        TestLog first = TestLog.inDirectory(directory);
        Stored one = first.log().append(new Write(WEB, Revision.ZERO, Optional.of(object("kept"))));
        Stored two = first.log().append(new Write(API, Revision.ZERO, Optional.of(object("deleted"))));
        first.log().append(new Write(API, two.revision(), Optional.empty()));
        first.close();

        DatabaseRevisionLog again = open(TestLog.inDirectory(directory));
        assertThat(again.current().value()).isEqualTo(3);
        assertThat(again.get(WEB)).contains(one);
        assertThat(again.get(API)).isEmpty();
        assertThat(again.after(Revision.ZERO, 10)).hasSize(3);
    }

    private DatabaseRevisionLog open(TestLog test) {
        opened.add(test);
        return test.log();
    }

    private Stored create(ObjectKey key, String text) {
        return log.append(new Write(key, Revision.ZERO, Optional.of(object(text))));
    }

    private Stored update(Stored before, String text) {
        return log.append(new Write(before.key(), before.revision(), Optional.of(object(text))));
    }

    private static ObjectNode object(String text) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.putObject("metadata").put("name", "any");
        return object.put("text", text);
    }

    private static List<String> texts(Listing listing) {
        return listing.objects().stream().map(stored -> stored.object().get("text").asString()).toList();
    }
}
