package dev.glassplane.registry.schema;

import java.util.ArrayList;
import java.util.List;

/** Where a walk through a JSON tree is; text is made only when somebody asks for it. */
final class Trail {

    private final List<Object> steps = new ArrayList<>();

    void enter(String field) {
        steps.add(field);
    }

    void enter(int index) {
        steps.add(index);
    }

    void leave() {
        steps.removeLast();
    }

    /** @return {@code spec.ports[0].port} */
    String withIndexes() {
        StringBuilder text = new StringBuilder();
        for (Object step : steps) {
            if (step instanceof Integer) {
                text.append('[').append(step).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(step);
            }
        }
        return text.toString();
    }

    /** @return {@code spec.ports.port}, as Go's JSON decoder names fields */
    String withoutIndexes() {
        return String.join(".", steps.stream().filter(String.class::isInstance).map(String.class::cast).toList());
    }
}
