package dev.glassplane.registry.kinds;

import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.PrinterColumn;
import dev.glassplane.registry.ScalePaths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** The table of all kinds: the built-in ones, those of the class path's files, and those that CustomResourceDefinitions in the log declare. */
@Component
public final class ServedKinds implements Kinds {

    private final List<ServedKind> standing;
    private volatile Table table;

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
        standing = List.copyOf(kinds);
        table = new Table(0);
        for (ServedKind each : standing) {
            if (!table.add(each)) {
                throw new IllegalStateException("two kinds are called " + each.kind().resource() + " or " + each.kind().name() + " in "
                        + each.kind().apiVersion());
            }
            table.byName.putIfAbsent(each.kind().resource(), each.kind());
        }
    }

    /** One state of the table; not modified once it is published. */
    private static final class Table {
        private final long generation;
        private final Map<Kind, ServedKind> served = new LinkedHashMap<>();
        private final Map<String, Kind> byResource = new LinkedHashMap<>();
        private final Map<String, Kind> byKind = new LinkedHashMap<>();
        private final Map<String, Kind> byName = new LinkedHashMap<>();

        Table(long generation) {
            this.generation = generation;
        }

        /** @return false if resource or name are taken in this version: then nothing is added */
        boolean add(ServedKind each) {
            Kind kind = each.kind();
            String resource = kind.apiVersion() + "/" + kind.plural();
            String name = kind.apiVersion() + "/" + kind.name();
            if (byResource.containsKey(resource) || byKind.containsKey(name)) {
                return false;
            }
            byResource.put(resource, kind);
            byKind.put(name, kind);
            served.put(kind, each);
            return true;
        }
    }

    /** Serves these kinds besides the standing ones, in place of those before; of a resource in several versions the first is preferred. */
    synchronized void define(List<ServedKind> custom) {
        if (custom.isEmpty() && table.served.size() == standing.size()) {
            return;
        }
        Table next = new Table(table.generation + 1);
        standing.forEach(next::add);
        standing.forEach(each -> next.byName.putIfAbsent(each.kind().resource(), each.kind()));
        custom.forEach(each -> {
            if (next.add(each)) {
                next.byName.putIfAbsent(each.kind().resource(), each.kind());
            }
        });
        table = next;
    }

    @Override
    public long generation() {
        return table.generation;
    }

    /**
     * @return everything about a kind
     * @throws IllegalArgumentException if the kind is not served
     */
    public ServedKind served(Kind kind) {
        ServedKind found = table.served.get(kind);
        if (found == null) {
            throw new IllegalArgumentException("not a served kind: " + kind);
        }
        return found;
    }

    @Override
    public List<Kind> all() {
        return List.copyOf(table.served.keySet());
    }

    @Override
    public Optional<Kind> byResource(String group, String version, String plural) {
        return Optional.ofNullable(table.byResource.get((group.isEmpty() ? version : group + "/" + version) + "/" + plural));
    }

    @Override
    public Optional<Kind> byKind(String apiVersion, String kind) {
        return Optional.ofNullable(table.byKind.get(apiVersion + "/" + kind));
    }

    @Override
    public Kind named(String resource) {
        Map<String, Kind> byName = table.byName;
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
    public ScalePaths scalePaths(Kind kind) {
        return served(kind).scale();
    }

    @Override
    public List<String> selectableFields(Kind kind) {
        return served(kind).selectable();
    }

    @Override
    public String schemaName(Kind kind) {
        return served(kind).schema().name();
    }

    @Override
    public Map<String, ObjectNode> schemas(String group, String version) {
        Map<String, ObjectNode> schemas = new TreeMap<>();
        table.served.values().stream().filter(each -> each.kind().group().equals(group) && each.kind().version().equals(version))
                .forEach(each -> each.schema().describeInto(schemas));
        return schemas;
    }
}
