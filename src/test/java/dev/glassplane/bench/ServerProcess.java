package dev.glassplane.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Glassplane of its own process, started for one measurement and stopped by {@link #close}. */
final class ServerProcess implements AutoCloseable {

    private static final Duration READY_MAX = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Process process;
    private final int port;
    private final Duration untilReady;

    private ServerProcess(Process process, int port, Duration untilReady) {
        this.process = process;
        this.port = port;
        this.untilReady = untilReady;
    }

    /**
     * Starts a server and waits until {@code /readyz} answers 200.
     *
     * @param javaArguments what follows {@code java}: JVM options and {@code -jar FILE}
     * @param settings      Glassplane's own arguments
     * @param log           where its output goes
     */
    static ServerProcess start(List<String> javaArguments, List<String> settings, Path log) throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(javaArguments);
        command.add("--server.port=" + port);
        command.addAll(settings);
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            awaitReady(process, port, start, log);
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
        return new ServerProcess(process, port, Duration.ofNanos(System.nanoTime() - start));
    }

    /** @return the {@code java} of this JVM */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static void awaitReady(Process process, int port, long start, Path log) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz")).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (System.nanoTime() - start < READY_MAX.toNanos()) {
                if (!process.isAlive()) {
                    throw new IOException("the server ended with exit code " + process.exitValue() + ", see " + log);
                }
                try {
                    if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (java.net.ConnectException notYet) {
                    // nobody listens yet
                }
                Thread.sleep(POLL);
            }
        }
        throw new IOException("not ready within " + READY_MAX + ", see " + log);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** @return port on 127.0.0.1 */
    int port() {
        return port;
    }

    /** @return bytes of the heap that are reachable, as the JVM counts them after a full collection */
    long heapBytes() throws IOException, InterruptedException {
        Process histogram = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(process.pid()), "GC.class_histogram")
                .redirectErrorStream(true).start();
        String total = "";
        try (var lines = histogram.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                total = line.startsWith("Total") ? line : total;
            }
        }
        histogram.waitFor();
        return Long.parseLong(total.strip().split("\\s+")[2]);
    }

    /** @return from the start of the process to the first 200 */
    Duration untilReady() {
        return untilReady;
    }

    /** @return resident memory in MB, -1 where there is no {@code /proc} */
    long residentMb() {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return -1;
        }
        try {
            return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).findFirst().orElse(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
