package dev.glassplane.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The benchmark: prints a table and writes {@code target/bench.json}. Arguments: any of {@code appends start tables writes lists watches large traces
 * matrix cost kernel kernel-large}; none means all but the last. Start needs the packaged jar, parts with a server take it if it is there, the kernel's parts root on Linux.
 */
public final class Bench {

    private static final Set<String> PARTS = Set.of("appends", "start", "tables", "writes", "lists", "watches", "large", "traces", "matrix", "loadbalancers", "cost", "kernel");
    private static final String LARGE = "kernel-large";

    private Bench() {}

    /** @param arguments parts to run */
    public static void main(String[] arguments) throws Exception {
        Set<String> parts = arguments.length == 0 ? PARTS : new TreeSet<>(List.of(arguments));
        if (parts.stream().anyMatch(part -> !PARTS.contains(part) && !part.equals(LARGE))) {
            throw new IllegalArgumentException("unknown part in " + parts + ": expected any of " + new TreeSet<>(PARTS) + " or " + LARGE);
        }
        Report report = new Report();
        Path scratch = Files.createTempDirectory("glassplane-bench");
        try {
            if (parts.contains("appends")) {
                AppendBench.run(scratch, report);
            }
            if (parts.contains("start")) {
                StartBench.run(jar(), scratch, report);
            }
            if (parts.contains("tables")) {
                TablesBench.run(report);
            }
            if (parts.contains("writes")) {
                WriteBench.run(server(), scratch, report);
            }
            if (parts.contains("lists")) {
                ListBench.run(server(), scratch, report);
            }
            if (parts.contains("watches")) {
                WatchBench.run(server(), scratch, report);
            }
            if (parts.contains("large")) {
                LargeBench.run(scratch, report);
            }
            if (parts.contains("traces")) {
                TraceBench.run(report);
            }
            if (parts.contains("matrix")) {
                MatrixBench.run(report);
            }
            if (parts.contains("loadbalancers")) {
                LoadBalancerBench.run(report);
            }
            if (parts.contains("cost")) {
                CostBench.run(report);
            }
            if (parts.contains("kernel")) {
                KernelBench.run(report, 10, 100, 1_000);
            }
            if (parts.contains(LARGE)) {
                KernelBench.run(report, 10_000);
            }
        } finally {
            org.springframework.util.FileSystemUtils.deleteRecursively(scratch);
        }
        Path file = Path.of("target", "bench.json");
        report.write(file);
        System.out.println("written to " + file);
    }

    private static Path jar() throws java.io.IOException {
        try (var files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("glassplane-.*\\.jar")).findFirst()
                    .orElseThrow(() -> new IllegalStateException("no target/glassplane-*.jar: package first")).toAbsolutePath();
        }
    }

    /** @return what follows {@code java} to start a server: the packaged jar, or else the classes of this run */
    private static List<String> server() throws java.io.IOException {
        try (var files = Files.list(Path.of("target"))) {
            Optional<Path> jar = files.filter(file -> file.getFileName().toString().matches("glassplane-.*\\.jar")).findFirst();
            return jar.map(file -> List.of("-jar", file.toAbsolutePath().toString()))
                    .orElseGet(() -> List.of("-cp", System.getProperty("java.class.path"), "dev.glassplane.GlassplaneApplication"));
        }
    }
}
