package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Watches over HTTP and WebSocket. */
class WatchTests extends ServerTest {

    @Autowired
    private RevisionLog log;

    /** Events of a watch that is open. */
    private final class Stream implements AutoCloseable {
        private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
        private final HttpResponse<InputStream> response;
        private volatile boolean ended;

        Stream(String path, String... headers) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
            for (int i = 0; i < headers.length; i += 2) {
                request.setHeader(headers[i], headers[i + 1]);
            }
            response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            Thread.ofVirtual().start(() -> {
                try (var reader = new java.io.BufferedReader(new java.io.InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                    reader.lines().forEach(line -> events.add(Json.MAPPER.readTree(line)));
                } catch (Exception e) {
                    // closed by the test
                }
                ended = true;
            });
        }

        JsonNode next() throws InterruptedException {
            JsonNode event = events.poll(10, TimeUnit.SECONDS);
            assertThat(event).as("an event within ten seconds").isNotNull();
            return event;
        }

        /** @return for example {@code ADDED a} */
        String nextLine() throws InterruptedException {
            JsonNode event = next();
            return event.path("type").asString() + " " + event.path("object").path("metadata").path("name").asString("");
        }

        @Override
        public void close() throws Exception {
            response.body().close();
        }
    }

    @Test
    void continuesAfterAListWithoutGap() throws Exception {
        post(configMaps(), configMap("a", "x"));
        String revision = get(configMaps()).revision();
        post(configMaps(), configMap("b", "x"));
        try (Stream stream = new Stream(configMaps() + "?watch=true&labelSelector=app&resourceVersion=" + revision)) {
            assertThat(stream.response.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(stream.nextLine()).isEqualTo("ADDED b");
            put(configMaps() + "/b", configMap("b", "y"));
            JsonNode modified = stream.next();
            assertThat(modified.path("type").asString()).isEqualTo("MODIFIED");
            assertThat(modified.path("object").path("kind").asString()).isEqualTo("ConfigMap");
            delete(configMaps() + "/b");
            JsonNode deleted = stream.next();
            assertThat(deleted.path("type").asString()).isEqualTo("DELETED");
            long before = modified.path("object").path("metadata").path("resourceVersion").asLong(0);
            assertThat(deleted.path("object").path("metadata").path("resourceVersion").asLong(0)).isGreaterThan(before);
        }
    }

    @Test
    void everyWriteArrivesOnceAndInOrderWhileOthersWrite() throws Exception {
        int writers = 4;
        int each = 100;
        String revision = get(configMaps()).revision();
        List<Thread> threads = IntStream.range(0, writers).mapToObj(writer -> Thread.ofVirtual().start(() -> {
            for (int i = 0; i < each; i++) {
                post(configMaps(), configMap("w" + writer + "-" + i, "x"));
            }
        })).toList();
        try (Stream stream = new Stream(configMaps() + "?watch=true&labelSelector=app&resourceVersion=" + revision)) {
            long last = 0;
            for (int i = 0; i < writers * each; i++) {
                long version = stream.next().path("object").path("metadata").path("resourceVersion").asLong(0);
                assertThat(version).isGreaterThan(last);
                last = version;
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void beginsWithThePresentWhenNoRevisionIsGiven() throws Exception {
        post(configMaps(), configMap("a", "x"));
        try (Stream stream = new Stream(configMaps() + "?watch=1&labelSelector=app")) {
            assertThat(stream.nextLine()).isEqualTo("ADDED a");
            post(configMaps(), configMap("b", "x"));
            assertThat(stream.nextLine()).isEqualTo("ADDED b");
        }
    }

    @Test
    void objectsEnterAndLeaveTheSelection() throws Exception {
        post(configMaps(), configMap("a", "out"));
        String revision = get(configMaps()).revision();
        try (Stream stream = new Stream(configMaps() + "?watch=true&labelSelector=app%3Din&resourceVersion=" + revision)) {
            put(configMaps() + "/a", configMap("a", "in"));
            assertThat(stream.nextLine()).isEqualTo("ADDED a");
            String leaving = put(configMaps() + "/a", configMap("a", "out")).revision();
            JsonNode left = stream.next();
            assertThat(left.path("type").asString()).isEqualTo("DELETED");
            assertThat(left.path("object").path("metadata").path("resourceVersion").asString()).isEqualTo(leaving);
        }
    }

    @Test
    void initialEventsEndWithAMarkedBookmark() throws Exception {
        post(configMaps(), configMap("a", "x"));
        String query = "?watch=true&labelSelector=app&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
        try (Stream stream = new Stream(configMaps() + query)) {
            assertThat(stream.nextLine()).isEqualTo("ADDED a");
            JsonNode bookmark = stream.next();
            assertThat(bookmark.path("type").asString()).isEqualTo("BOOKMARK");
            assertThat(bookmark.path("object").path("kind").asString()).isEqualTo("ConfigMap");
            assertThat(bookmark.path("object").path("metadata").path("annotations").path("k8s.io/initial-events-end").asString()).isEqualTo("true");
            assertThat(bookmark.path("object").path("metadata").path("resourceVersion").asLong(0)).isPositive();
        }
        assertThat(get(configMaps() + "?watch=true&sendInitialEvents=true").code()).isEqualTo(422);
    }

    @Test
    void endsInTimeWithABookmark() throws Exception {
        String revision = get(configMaps()).revision();
        try (Stream stream = new Stream(configMaps() + "?watch=true&labelSelector=app&allowWatchBookmarks=true&timeoutSeconds=1&resourceVersion=" + revision)) {
            JsonNode bookmark = stream.next();
            assertThat(bookmark.path("type").asString()).isEqualTo("BOOKMARK");
            assertThat(bookmark.path("object").size()).isEqualTo(3);
            await().until(() -> stream.ended);
        }
    }

    @Test
    void tablesAndMetadata() throws Exception {
        post(configMaps(), configMap("a", "x"));
        try (Stream stream = new Stream(configMaps() + "?watch=true&labelSelector=app",
                "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")) {
            JsonNode first = stream.next().path("object");
            assertThat(first.path("kind").asString()).isEqualTo("Table");
            assertThat(first.path("columnDefinitions").isEmpty()).isFalse();
            assertThat(first.path("rows").path(0).path("cells").path(0).asString()).isEqualTo("a");
            post(configMaps(), configMap("b", "x"));
            assertThat(stream.next().path("object").path("columnDefinitions").isEmpty()).isTrue();
        }
        try (Stream stream = new Stream(configMaps() + "?watch=true&labelSelector=app",
                "Accept", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io")) {
            assertThat(stream.next().path("object").path("kind").asString()).isEqualTo("PartialObjectMetadata");
        }
    }

    @Test
    void aRevisionThatIsForgottenIsAnErrorEvent() throws Exception {
        String old = post(configMaps(), configMap("a", "x")).revision();
        Reply current = post(configMaps(), configMap("b", "x"));
        log.compact(new Revision(Long.parseLong(current.revision())));
        try (Stream stream = new Stream(configMaps() + "?watch=true&resourceVersion=" + (Long.parseLong(old) - 1))) {
            assertThat(stream.response.statusCode()).isEqualTo(200);
            JsonNode error = stream.next();
            assertThat(error.path("type").asString()).isEqualTo("ERROR");
            assertThat(error.path("object").path("code").asInt()).isEqualTo(410);
            assertThat(error.path("object").path("reason").asString()).isEqualTo("Expired");
            assertThat(error.path("object").path("message").asString()).startsWith("too old resource version: ");
            await().until(() -> stream.ended);
        }
        Reply list = get(configMaps() + "?resourceVersionMatch=Exact&resourceVersion=" + (Long.parseLong(old) - 1));
        assertThat(list.code()).isEqualTo(410);
        assertThat(list.message()).isEqualTo("The resourceVersion for the provided list is too old.");
        assertThat(get(configMaps() + "?watch=true&resourceVersion=abc").code()).isEqualTo(500);
    }

    @Test
    void framesOverWebSocket() throws Exception {
        BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        WebSocket socket = CLIENT.newWebSocketBuilder().header("Origin", "http://127.0.0.1").buildAsync(
                java.net.URI.create("ws://127.0.0.1:" + port + configMaps() + "?watch=true&labelSelector=app&timeoutSeconds=3"),
                new WebSocket.Listener() {
                    private final StringBuilder text = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                        text.append(data);
                        if (last) {
                            frames.add(text.toString());
                            text.setLength(0);
                        }
                        webSocket.request(1);
                        return null;
                    }

                    @Override
                    public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
                        frames.add("closed " + status);
                        return null;
                    }
                }).get(10, TimeUnit.SECONDS);
        for (int length : new int[] {1, 1000, 70_000}) { // the three ways in which a frame tells its length
            String body = "{\"metadata\":{\"name\":\"n" + length + "\",\"labels\":{\"app\":\"x\"}},\"data\":{\"k\":\"" + "x".repeat(length) + "\"}}";
            assertThat(post(configMaps(), body).code()).isEqualTo(201);
            JsonNode event = Json.MAPPER.readTree(frames.poll(10, TimeUnit.SECONDS));
            assertThat(event.path("type").asString()).isEqualTo("ADDED");
            assertThat(event.path("object").path("metadata").path("name").asString()).isEqualTo("n" + length);
            assertThat(event.path("object").path("data").path("k").asString()).hasSize(length);
        }
        assertThat(socket.isOutputClosed()).isFalse();
        assertThat(frames.poll(10, TimeUnit.SECONDS)).isEqualTo("closed 1000");
    }
}
