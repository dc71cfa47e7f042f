package dev.glassplane.apiserver;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A kubectl binary, pointed at the server under test. Binaries are looked for in the directories of {@code GLASSPLANE_KUBECTL} (system
 * property {@code glassplane.kubectl} or environment), on the PATH, and beside the file that a {@code kubectl} on the PATH links to.
 */
final class Kubectl {

    private static final Pattern MINOR = Pattern.compile("gitVersion: v1\\.(\\d+)\\.");
    private static final Pattern NAME = Pattern.compile("kubectl(\\.1\\.\\d+|-?v?1\\.\\d+(\\.\\d+)?)?");
    private static final int OLDEST = 27;
    private static final int NEWEST = 33;
    private static final long SECONDS_MAX = 90;

    /** @param code exit code; @param out standard output and error together */
    record Result(int code, String out) {}

    private final Path binary;
    private final Path kubeconfig;
    private final String namespace;

    Kubectl(Path binary, Path kubeconfig, String namespace) {
        this.binary = binary;
        this.kubeconfig = kubeconfig;
        this.namespace = namespace;
    }

    String namespace() {
        return namespace;
    }

    /** @return one binary for each supported minor version that is on this machine */
    static Map<Integer, Path> found() {
        Map<Integer, Path> found = new TreeMap<>();
        for (Path directory : directories()) {
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(file -> NAME.matcher(file.getFileName().toString()).matches() && Files.isExecutable(file)).sorted().forEach(file -> {
                    int minor = minor(file);
                    if (minor >= OLDEST && minor <= NEWEST) {
                        found.putIfAbsent(minor, file);
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    private static Set<Path> directories() {
        Set<Path> directories = new LinkedHashSet<>();
        String named = System.getProperty("glassplane.kubectl", System.getenv().getOrDefault("GLASSPLANE_KUBECTL", ""));
        for (String part : (named + File.pathSeparator + System.getenv().getOrDefault("PATH", "")).split(File.pathSeparator)) {
            Path directory = Path.of(part);
            if (!part.isEmpty() && Files.isDirectory(directory)) {
                directories.add(directory);
                Path link = directory.resolve("kubectl");
                if (Files.isExecutable(link)) {
                    try {
                        directories.add(link.toRealPath().getParent());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        }
        return directories;
    }

    private static int minor(Path file) {
        Matcher matcher = MINOR.matcher(run(List.of(file.toString(), "version", "--client", "-o", "yaml"), Map.of()).out);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Runs a command in the namespace of the test. */
    Result run(String... arguments) {
        return run(command(arguments), environment());
    }

    /** Starts a command that goes on until it is stopped. */
    Process start(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(command(arguments)).redirectErrorStream(true);
        builder.environment().putAll(environment());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(binary.toString(), "--kubeconfig", kubeconfig.toString(), "-n", namespace,
                "--cache-dir", kubeconfig.resolveSibling("cache-" + binary.getFileName()).toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Map<String, String> environment() {
        return Map.of("HOME", kubeconfig.getParent().toString(), "KUBE_EDITOR", "sed -i s/before-edit/after-edit/", "NO_PROXY", "*");
    }

    private static Result run(List<String> command, Map<String, String> environment) {
        try {
            Path out = Files.createTempFile("kubectl", ".out");
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String text = Files.readString(out);
            Files.delete(out);
            return new Result(ended ? process.exitValue() : -1, ended ? text : text + "\n(stopped after " + SECONDS_MAX + " s)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
