package dev.glassplane.loadbalancer.gateway;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The cases of the conformance suite, as files beside the project. */
final class ConformanceCases {

    static final Path FOLDER = Stream.of("../shared", "../../shared").map(root -> Path.of(root, "conformance", "gateway-api")).filter(Files::isDirectory).findFirst()
            .orElse(Path.of("../shared/conformance/gateway-api"));

    private ConformanceCases() {}

    static JsonNode base() {
        return read(FOLDER.resolve("base.json"));
    }

    static List<JsonNode> tests() throws java.io.IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json") && !file.endsWith("base.json")).sorted().toList().stream()
                    .flatMap(file -> read(file).path("tests").valueStream()).toList();
        }
    }

    private static JsonNode read(Path file) {
        return JsonMapper.shared().readTree(file.toFile());
    }
}
