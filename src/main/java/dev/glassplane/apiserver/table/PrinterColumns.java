package dev.glassplane.apiserver.table;

import dev.glassplane.registry.PrinterColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints kinds by the columns that their definition declares. Source: {@code kubernetes/apiextensions-apiserver: tableconvertor.go}. */
final class PrinterColumns {

    private PrinterColumns() {}

    static KindTable table(List<PrinterColumn> declared) {
        List<Column> columns = new ArrayList<>(List.of(Column.NAME));
        List<JsonPath> paths = new ArrayList<>();
        for (PrinterColumn column : declared) {
            columns.add(new Column(column.name(), column.type(), column.format(), column.description(), column.priority()));
            paths.add(JsonPath.parse(column.jsonPath()));
        }
        return KindTable.of(columns, (object, now, cells) -> {
            cells.add(Cells.name(object));
            for (int i = 0; i < paths.size(); i++) {
                cell(declared.get(i), paths.get(i).find(object), now, cells);
            }
        });
    }

    /** The columns of a definition that declares none: Name and Age. */
    static KindTable nameAndAge() {
        return table(List.of(new PrinterColumn("Age", "date", "", "Time since the object was created.", 0, ".metadata.creationTimestamp")));
    }

    private static void cell(PrinterColumn column, List<JsonNode> found, Instant now, ArrayNode cells) {
        if (found.isEmpty() || found.getFirst().isNull()) {
            cells.addNull();
            return;
        }
        JsonNode value = found.getFirst();
        switch (column.type()) {
            case "date" -> cells.add(Ages.since(value, now));
            case "integer" -> {
                if (value.isNumber()) {
                    cells.add(value.longValue());
                } else {
                    cells.addNull();
                }
            }
            case "number" -> {
                if (value.isNumber()) {
                    cells.add(value.doubleValue());
                } else {
                    cells.addNull();
                }
            }
            case "boolean" -> {
                if (value.isBoolean()) {
                    cells.add(value.booleanValue());
                } else {
                    cells.addNull();
                }
            }
            default -> cells.add(text(found));
        }
    }

    /** One value as it is, several joined by commas, objects and lists as JSON. */
    private static String text(List<JsonNode> values) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : values) {
            texts.add(value.isValueNode() ? value.asString() : value.toString());
        }
        return String.join(",", texts);
    }
}
