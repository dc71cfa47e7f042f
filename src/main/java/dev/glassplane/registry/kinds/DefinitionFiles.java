package dev.glassplane.registry.kinds;

import dev.glassplane.registry.Kind;
import dev.glassplane.registry.PrinterColumn;
import dev.glassplane.registry.kinds.ServedKind.Support;
import dev.glassplane.registry.schema.DefinitionSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads the CustomResourceDefinition files {@code kinds/*.yaml} of the class path. One served version a file. A file whose annotation
 * {@code glassplane.dev/answering} is {@code "true"} declares a kind that answers and is not stored.
 */
final class DefinitionFiles {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String ANSWERING = "glassplane.dev/answering";

    private DefinitionFiles() {}

    /** @throws IllegalStateException naming the file that is not understood */
    static List<ServedKind> onClassPath() {
        try {
            Resource[] files = new PathMatchingResourcePatternResolver().getResources("classpath*:kinds/*.yaml");
            List<ServedKind> kinds = new ArrayList<>();
            for (Resource file : Arrays.stream(files).sorted(Comparator.comparing(Resource::getFilename)).toList()) {
                try (InputStream in = file.getInputStream()) {
                    kinds.add(parse(YAML.readTree(in), file.getFilename()));
                }
            }
            return kinds;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param definition a CustomResourceDefinition
     * @param file       for errors
     */
    static ServedKind parse(JsonNode definition, String file) {
        JsonNode spec = definition.path("spec");
        List<JsonNode> versions = spec.path("versions").valueStream().filter(version -> version.path("served").asBoolean(false)).toList();
        if (versions.size() != 1) {
            throw new IllegalStateException(file + " should declare one served version, it declares " + versions.size());
        }
        JsonNode version = versions.getFirst();
        JsonNode names = spec.path("names");
        String name = names.path("kind").asString("");
        String singular = names.path("singular").asString(name.toLowerCase(Locale.ROOT));
        Kind kind = new Kind(spec.path("group").asString(""), version.path("name").asString(""), name, names.path("plural").asString(""),
                singular, texts(names.path("shortNames")), texts(names.path("categories")),
                spec.path("scope").asString("").equals("Namespaced"));
        if (!definition.path("metadata").path("name").asString("").equals(kind.resource()) || !file.startsWith(kind.resource() + ".")) {
            throw new IllegalStateException(file + " and its metadata.name should be called " + kind.resource());
        }
        boolean answering = definition.path("metadata").path("annotations").path(ANSWERING).asString("").equals("true");
        Set<String> subresources = new LinkedHashSet<>(version.path("subresources").propertyNames());
        return new ServedKind(kind, answering ? Support.ANSWERING : Support.FULL, subresources, columns(version), schema(kind, version, file),
                new PlainStrategy(true));
    }

    private static DefinitionSchema schema(Kind kind, JsonNode version, String file) {
        if (!(version.path("schema").path("openAPIV3Schema") instanceof ObjectNode schema)) {
            throw new IllegalStateException(file + " has no schema.openAPIV3Schema");
        }
        try {
            return new DefinitionSchema(kind, schema);
        } catch (RuntimeException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<PrinterColumn> columns(JsonNode version) {
        return version.path("additionalPrinterColumns").valueStream().map(column -> new PrinterColumn(column.path("name").asString(""),
                column.path("type").asString(""), column.path("format").asString(""), column.path("description").asString(""),
                column.path("priority").asInt(0), column.path("jsonPath").asString(""))).toList();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
