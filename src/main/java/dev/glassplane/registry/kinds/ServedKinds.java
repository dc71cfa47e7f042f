package dev.glassplane.registry.kinds;

import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.PrinterColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** The table of all kinds, built once. */
@Component
public final class ServedKinds implements Kinds {

    private final List<Kind> all;
    private final Map<Kind, ServedKind> served = new LinkedHashMap<>();
    private final Map<String, Kind> byResource = new LinkedHashMap<>();
    private final Map<String, Kind> byKind = new LinkedHashMap<>();
    private final Map<String, Kind> byName = new LinkedHashMap<>();

    /** Reads the definition files of the class path. */
    public ServedKinds() {
        this(DefinitionFiles.onClassPath());
    }

    /**
     * @param definitions kinds besides the built-in ones
     * @throws IllegalStateException if two kinds have the same resource or name
     */
    public ServedKinds(List<ServedKind> definitions) {
        List<ServedKind> kinds = new ArrayList<>(BuiltInKinds.all());
        kinds.addAll(definitions);
        for (ServedKind each : kinds) {
            Kind kind = each.kind();
            boolean twice = byResource.put(kind.apiVersion() + "/" + kind.plural(), kind) != null
                    | byKind.put(kind.apiVersion() + "/" + kind.name(), kind) != null
                    | byName.put(kind.resource(), kind) != null;
            if (twice) {
                throw new IllegalStateException("two kinds are called " + kind.resource() + " or " + kind.name() + " in " + kind.apiVersion());
            }
            served.put(kind, each);
        }
        all = List.copyOf(served.keySet());
    }

    /**
     * @return everything about a kind
     * @throws IllegalArgumentException if the kind is not served
     */
    public ServedKind served(Kind kind) {
        ServedKind found = served.get(kind);
        if (found == null) {
            throw new IllegalArgumentException("not a served kind: " + kind);
        }
        return found;
    }

    @Override
    public List<Kind> all() {
        return all;
    }

    @Override
    public Optional<Kind> byResource(String group, String version, String plural) {
        return Optional.ofNullable(byResource.get((group.isEmpty() ? version : group + "/" + version) + "/" + plural));
    }

    @Override
    public Optional<Kind> byKind(String apiVersion, String kind) {
        return Optional.ofNullable(byKind.get(apiVersion + "/" + kind));
    }

    @Override
    public Kind named(String resource) {
        Kind kind = byName.get(resource);
        if (kind == null) {
            throw new IllegalArgumentException("no kind is called " + resource + "; there are " + String.join(", ", byName.keySet()));
        }
        return kind;
    }

    @Override
    public List<String> verbs(Kind kind) {
        return served(kind).verbs();
    }

    @Override
    public Set<String> subresources(Kind kind) {
        return served(kind).subresources();
    }

    @Override
    public List<PrinterColumn> printerColumns(Kind kind) {
        return served(kind).columns();
    }

    @Override
    public String schemaName(Kind kind) {
        return served(kind).schema().name();
    }

    @Override
    public Map<String, ObjectNode> schemas(String group, String version) {
        Map<String, ObjectNode> schemas = new TreeMap<>();
        served.values().stream().filter(each -> each.kind().group().equals(group) && each.kind().version().equals(version))
                .forEach(each -> each.schema().describeInto(schemas));
        return schemas;
    }
}
