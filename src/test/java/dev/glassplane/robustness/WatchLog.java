package dev.glassplane.robustness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that watches, is cut off, and goes on where it was, at whichever server; with everything that it was told. */
final class WatchLog {

    private static final int READ_MILLIS = 1000;

    /**
     * What it was told.
     *
     * @param revision of the event's object
     * @param text     type, key and value
     */
    record Told(long revision, String text) {}

    private final List<Told> told = new ArrayList<>();
    private final long begin;
    private long position;

    /** @param begin revision after which it is told of everything */
    WatchLog(long begin) {
        this.begin = begin;
        this.position = begin;
    }

    /** @return revision after which it was told of everything */
    long begin() {
        return begin;
    }

    List<Told> told() {
        return told;
    }

    /** Watches until it is told to end, cutting itself off now and then. */
    void follow(Supplier<URI> servers, BooleanSupplier over) {
        while (!over.getAsBoolean()) {
            stretch(servers.get(), over, 1 + ThreadLocalRandom.current().nextInt(300));
        }
    }

    /** Watches at one server until a revision is reached. */
    void catchUp(URI server, long last) {
        while (position < last) {
            stretch(server, () -> position >= last, Integer.MAX_VALUE);
        }
    }

    private void stretch(URI server, BooleanSupplier over, int atMost) {
        try {
            HttpURLConnection connection = (HttpURLConnection) server.resolve(Client.PATH + "?watch=true&timeoutSeconds=60&resourceVersion=" + position).toURL().openConnection();
            connection.setReadTimeout(READ_MILLIS);
            connection.setConnectTimeout(READ_MILLIS);
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                String line = lines.readLine();
                for (int i = 0; i < atMost && line != null && !over.getAsBoolean(); i++) {
                    add(JsonMapper.shared().readTree(line));
                    line = lines.readLine();
                }
            } finally {
                connection.disconnect();
            }
        } catch (IOException | tools.jackson.core.JacksonException _) {
            // cut off, perhaps in the middle of a line, or nothing happens: it goes on where it was
        }
    }

    private void add(JsonNode event) {
        String type = event.path("type").asString();
        JsonNode object = event.path("object");
        if (type.equals("ERROR")) {
            throw new IllegalStateException("a watch from revision " + position + " was answered with " + event);
        }
        position = Long.parseLong(object.at("/metadata/resourceVersion").asString());
        told.add(new Told(position, type + " " + object.at("/metadata/name").asString() + " " + object.at("/data/value").asString("")));
    }
}
