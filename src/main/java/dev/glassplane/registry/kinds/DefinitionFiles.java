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
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads the CustomResourceDefinition files {@code kinds/*.yaml} of the class path. One served version a file. A file whose annotation
 * {@code glassplane.dev/answering} is {@code "true"} declares a kind that answers and is not stored.
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
        List<ServedKind> kinds;
        try {
            kinds = Definitions.kinds(definition, keyword -> {
                throw new IllegalStateException("the schema uses " + keyword + ", which is not checked");
            });
        } catch (RuntimeException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
        if (kinds.size() != 1) {
            throw new IllegalStateException(file + " should declare one served version, it declares " + kinds.size());
        }
        Kind kind = kinds.getFirst().kind();
        if (!definition.path("metadata").path("name").asString("").equals(kind.resource()) || !file.startsWith(kind.resource() + ".")) {
            throw new IllegalStateException(file + " and its metadata.name should be called " + kind.resource());
        }
        return kinds.getFirst();
    }
}
