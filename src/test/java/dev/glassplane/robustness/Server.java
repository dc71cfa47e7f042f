package dev.glassplane.robustness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** A server of its own process, from the test's class path, on a free port. */
final class Server implements AutoCloseable {

    private static final long READY_SECONDS = 180;
    private static final int TAIL_LINES = 40;

    private final Process process;
    private final CompletableFuture<URI> ready = new CompletableFuture<>();
    private final List<String> output = new ArrayList<>();

    private Server(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::read);
    }

    /** @param settings {@code name=value} */
    static Server start(List<String> settings) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx768m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                ServerUntilInputEnds.class.getName(), "--server.port=0", "--glassplane.demo-app=false", "--logging.level.root=error"));
        settings.forEach(setting -> command.add("--" + setting));
        try {
            return new Server(new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("{\"ready\":true")) {
                    ready.complete(URI.create(JsonMapper.shared().readTree(line).path("url").stringValue()));
                }
                synchronized (output) {
                    output.add(line);
                }
            }
        } catch (IOException _) {
            // the process is gone
        }
        ready.completeExceptionally(new IllegalStateException("the server ended before it was ready:\n" + tail()));
    }

    private String tail() {
        synchronized (output) {
            return String.join("\n", output.subList(Math.max(0, output.size() - TAIL_LINES), output.size()));
        }
    }

    /** @return its address, once it is ready */
    URI url() {
        return ready.orTimeout(READY_SECONDS, TimeUnit.SECONDS).join();
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
