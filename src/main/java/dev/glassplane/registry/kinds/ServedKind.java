package dev.glassplane.registry.kinds;

import dev.glassplane.registry.Kind;
import dev.glassplane.registry.PrinterColumn;
import dev.glassplane.registry.ScalePaths;
import dev.glassplane.registry.schema.KindSchema;
import java.util.List;
import java.util.Set;

/**
 * A kind with everything that the write path knows about it.
 *
 * @param kind         as discovery lists it
 * @param support      what can be done with it
 * @param subresources {@code status}, {@code scale}, ...
 * @param columns      of a definition file, else empty
 * @param schema       types of its fields
 * @param strategy     its rules
 * @param scale        where the subresource {@code scale} finds its numbers
 * @param selectable   fields besides name and namespace that a definition lets its objects be selected by
 */
public record ServedKind(Kind kind, Support support, Set<String> subresources, List<PrinterColumn> columns, KindSchema schema,
                         Strategy strategy, ScalePaths scale, List<String> selectable) {

    /** A kind without settings of a definition. */
    public ServedKind(Kind kind, Support support, Set<String> subresources, List<PrinterColumn> columns, KindSchema schema, Strategy strategy) {
        this(kind, support, subresources, columns, schema, strategy, ScalePaths.USUAL, List.of());
    }

    /** What can be done with a kind. */
    public enum Support {
        /** All verbs. */
        FULL,
        /** Listed and read, always empty: clients ask for it, but nothing here acts on it. */
        EMPTY,
        /** Created only; the answer is not stored. */
        ANSWERING
    }

    public ServedKind {
        subresources = Set.copyOf(subresources);
        columns = List.copyOf(columns);
        selectable = List.copyOf(selectable);
    }

    /** @return verbs as discovery lists them */
    public List<String> verbs() {
        return switch (support) {
            case FULL -> kind.plural().equals("namespaces")
                    ? List.of("create", "delete", "get", "list", "patch", "update", "watch")
                    : List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
            case EMPTY -> List.of("get", "list");
            case ANSWERING -> List.of("create");
        };
    }
}
