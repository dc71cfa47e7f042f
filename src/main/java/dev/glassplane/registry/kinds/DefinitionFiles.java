package dev.glassplane.registry.kinds;

import dev.glassplane.registry.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads the CustomResourceDefinition files {@code kinds/*.yaml} of the class path. A version without a schema is one that has the schema of the
 * stored version. A file whose annotation {@code glassplane.dev/answering} is {@code "true"} declares a kind that answers and is not stored.
 */
final class DefinitionFiles {

    private static final YAMLMapper YAML = new YAMLMapper();

    private DefinitionFiles() {}

    /** @throws IllegalStateException naming the file that is not understood */
    static List<ServedKind> onClassPath() {
        try {
            Resource[] files = new PathMatchingResourcePatternResolver().getResources("classpath*:kinds/*.yaml");
            List<ServedKind> kinds = new ArrayList<>();
            for (Resource file : Arrays.stream(files).sorted(Comparator.comparing(Resource::getFilename)).toList()) {
                try (InputStream in = file.getInputStream()) {
                    kinds.addAll(parse(YAML.readTree(in), file.getFilename()));
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
     * @return one kind for each served version, the stored one first
     */
    static List<ServedKind> parse(JsonNode definition, String file) {
        List<ServedKind> kinds;
        try {
            kinds = Definitions.kinds(withSchemas(definition));
        } catch (RuntimeException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
        if (kinds.isEmpty()) {
            throw new IllegalStateException(file + " should declare a served version");
        }
        Kind kind = kinds.getFirst().kind();
        if (!definition.path("metadata").path("name").asString("").equals(kind.resource()) || !file.startsWith(kind.resource() + ".")) {
            throw new IllegalStateException(file + " and its metadata.name should be called " + kind.resource());
        }
        return kinds;
    }

    private static JsonNode withSchemas(JsonNode definition) {
        JsonNode versions = definition.path("spec").path("versions");
        versions.valueStream().filter(version -> version.path("storage").asBoolean(false)).findFirst().ifPresent(stored ->
                versions.valueStream().filter(version -> !version.has("schema")).forEach(version -> {
                    ((ObjectNode) version).set("schema", stored.path("schema").deepCopy());
                }));
        return definition;
    }
}
