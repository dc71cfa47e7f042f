package dev.glassplane.apiserver.table;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a kind is printed.
 *
 * @param columns    in order
 * @param printer    fills the cells, one per column
 * @param conditions conditions of the row, for example that a pod has completed; an empty list mostly
 */
public record KindTable(List<Column> columns, Printer printer, Function<ObjectNode, ArrayNode> conditions) {

    /** Fills the cells of a row. */
    @FunctionalInterface
    public interface Printer {

        /**
         * @param object to print
         * @param now    for ages
         * @param cells  to append to
         */
        void print(ObjectNode object, Instant now, ArrayNode cells);
    }

    static KindTable of(List<Column> columns, Printer printer) {
        return new KindTable(List.copyOf(columns), printer, object -> null);
    }
}
