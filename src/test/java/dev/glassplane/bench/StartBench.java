package dev.glassplane.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From the start of the process to ready, and memory when idle: the jar, the extracted jar, and that with an ahead-of-time cache. */
final class StartBench {

    private static final int ROUNDS = 5;
    private static final Duration IDLE = Duration.ofSeconds(5);

    private StartBench() {}

    static void run(Path jar, Path scratch, Report report) throws IOException, InterruptedException {
        Path extracted = extract(jar, scratch);
        Path cache = scratch.resolve("glassplane.aot");
        command(extracted.getParent(), List.of("-XX:AOTCacheOutput=" + cache, "-jar", extracted.toString(), "--server.port=0", "--glassplane.train=true"),
                scratch);
        Map<String, List<String>> variants = new LinkedHashMap<>();
        variants.put("jar", List.of("-jar", jar.toString()));
        variants.put("extracted", List.of("-jar", extracted.toString()));
        variants.put("extracted + AOT cache", List.of("-XX:AOTCache=" + cache, "-jar", extracted.toString()));
        Map<String, List<Double>> seconds = new LinkedHashMap<>();
        Map<String, List<Double>> memory = new LinkedHashMap<>();
        // Interleaved, so that other load on the machine meets all variants alike.
        for (int round = 0; round < ROUNDS; round++) {
            for (Map.Entry<String, List<String>> variant : variants.entrySet()) {
                try (ServerProcess server = ServerProcess.start(variant.getValue(), List.of(), scratch.resolve("start.log"))) {
                    seconds.computeIfAbsent(variant.getKey(), k -> new ArrayList<>()).add(server.untilReady().toMillis() / 1000.0);
                    Thread.sleep(IDLE);
                    memory.computeIfAbsent(variant.getKey(), k -> new ArrayList<>()).add((double) server.residentMb());
                }
            }
        }
        seconds.forEach((variant, values) -> report.add("start to ready, " + variant, Report.median(values), "s"));
        memory.forEach((variant, values) -> report.add("idle memory (RSS), " + variant, Report.median(values), "MB"));
    }

    private static Path extract(Path jar, Path scratch) throws IOException, InterruptedException {
        Path folder = scratch.resolve("app");
        command(scratch, List.of("-Djarmode=tools", "-jar", jar.toString(), "extract", "--destination", folder.toString()), scratch);
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
        }
    }

    private static void command(Path folder, List<String> arguments, Path scratch) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(arguments);
        command.addFirst(ServerProcess.java());
        Path log = scratch.resolve("command.log");
        int exit = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start()
                .waitFor();
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + " ended with exit code " + exit + ":\n" + Files.readString(log));
        }
    }
}
