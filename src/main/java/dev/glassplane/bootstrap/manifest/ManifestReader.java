package dev.glassplane.bootstrap.manifest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads manifests: YAML with several documents, JSON, and lists of kind {@code List}. */
public final class ManifestReader {

    private static final YAMLMapper YAML = new YAMLMapper();

    private ManifestReader() {}

    /**
     * @param path a file, or a folder whose {@code .yaml}, {@code .yml} and {@code .json} files are read by name
     * @throws ManifestException if there is none or one cannot be read
     */
    public static List<Manifest> files(Path path) {
        if (Files.isRegularFile(path)) {
            return file(path);
        }
        if (!Files.isDirectory(path)) {
            throw new ManifestException(path + ": expected a file or a folder of manifests, found neither");
        }
        try (Stream<Path> files = Files.list(path)) {
            List<Path> manifests = files.filter(file -> file.getFileName().toString().matches(".*\\.(ya?ml|json)")).sorted().toList();
            if (manifests.isEmpty()) {
                throw new ManifestException(path + ": expected files *.yaml, *.yml or *.json, found none");
            }
            return manifests.stream().flatMap(file -> file(file).stream()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Manifest> file(Path file) {
        try {
            return text(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new ManifestException(file + ": " + e.getMessage());
        }
    }

    /**
     * @param source for messages
     * @throws ManifestException if a document is no object
     */
    public static List<Manifest> text(String text, String source) {
        List<Manifest> manifests = new ArrayList<>();
        int number = 0;
        try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(text)) {
            while (documents.hasNextValue()) {
                JsonNode document = documents.nextValue();
                number++;
                if (document != null && !document.isNull() && !document.isMissingNode()) {
                    add(manifests, document, source + ", document " + number);
                }
            }
        } catch (JacksonException e) {
            throw new ManifestException(source + ", document " + (number + 1) + ": line " + e.getLocation().getLineNr() + ": "
                    + e.getOriginalMessage());
        }
        return manifests;
    }

    private static void add(List<Manifest> manifests, JsonNode document, String source) {
        if (!(document instanceof ObjectNode object) || !object.path("kind").isString()) {
            throw new ManifestException(source + ": expected an object with apiVersion and kind, found "
                    + document.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
        }
        boolean list = object.path("kind").asString().endsWith("List") && object.path("items").isArray();
        if (!list) {
            manifests.add(new Manifest(source, object));
            return;
        }
        int item = 0;
        for (JsonNode each : object.path("items")) {
            add(manifests, each, source + ", item " + item++);
        }
    }
}
