package dev.glassplane.trace.render;

import dev.glassplane.trace.matrix.Matrix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A matrix for programs: cells are numbers of results, row by row. */
public final class MatrixJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private MatrixJson() {}

    /** @return the matrix; {@code cells[row][column]} counts in {@code results}, from 0 */
    public static ObjectNode of(Matrix matrix) {
        ObjectNode json = JSON.objectNode();
        json.put("revision", matrix.revision().toString());
        ArrayNode senders = json.putArray("senders");
        matrix.senders().forEach(sender -> senders.add(sender.qualifiedName()));
        ArrayNode targets = json.putArray("targets");
        matrix.targets().forEach(target -> targets.addObject().put("pod", target.pod().qualifiedName()).put("port", target.door().number())
                .put("protocol", target.door().protocol().name()));
        ArrayNode results = json.putArray("results");
        Map<Matrix.Result, Integer> numbers = new HashMap<>();
        for (Matrix.Tally tally : matrix.results()) {
            numbers.put(tally.result(), numbers.size());
            result(results.addObject(), tally);
        }
        ArrayNode cells = json.putArray("cells");
        for (List<Matrix.Result> row : matrix.cells()) {
            ArrayNode numbered = cells.addArray();
            row.forEach(result -> numbered.add(numbers.get(result)));
        }
        ArrayNode leftOut = json.putArray("leftOut");
        matrix.leftOut().forEach(left -> leftOut.addObject().put("pod", left.pod().qualifiedName()).put("why", left.why()));
        if (!matrix.notes().isEmpty()) {
            ArrayNode notes = json.putArray("notes");
            matrix.notes().forEach(notes::add);
        }
        return json;
    }

    private static void result(ObjectNode json, Matrix.Tally tally) {
        json.put("mark", Character.toString(tally.result().mark())).put("connected", tally.result().connected());
        json.put("outcome", tally.result().outcome().map(Enum::name).orElse("NOT_SENT"));
        tally.result().code().ifPresent(code -> json.put("code", code.name()));
        tally.result().sees().ifPresent(sees -> json.put("clientSees", sees.word()));
        json.put("cells", tally.cells());
        json.putObject("first").put("from", tally.sender().qualifiedName()).put("to", tally.target().toString()).put("sentence", tally.sentence());
    }
}
