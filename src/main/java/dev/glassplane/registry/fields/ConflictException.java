package dev.glassplane.registry.fields;

import dev.glassplane.registry.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** 409: other managers own fields that an apply would change. Texts: {@code apimachinery: pkg/util/managedfields/internal/conflict.go}. */
final class ConflictException extends ApiException {

    private static final long serialVersionUID = 1L;
    private final transient Map<Manager, FieldSet> conflicts;

    /** @param conflicts the fields that each manager owns */
    ConflictException(Map<Manager, FieldSet> conflicts) {
        super(409, "Conflict", message(conflicts), new Details("", "", "", "", causes(conflicts), 0));
        this.conflicts = conflicts;
    }

    /** @return all fields that conflict */
    FieldSet fields() {
        return conflicts.values().stream().reduce(FieldSet.EMPTY, FieldSet::union);
    }

    /** @return the conflicts about other fields; null if there are none left */
    ConflictException without(FieldSet allowed) {
        Map<Manager, FieldSet> left = new java.util.LinkedHashMap<>();
        conflicts.forEach((manager, fields) -> {
            FieldSet others = fields.difference(allowed);
            if (!others.isEmpty()) {
                left.put(manager, others);
            }
        });
        return left.isEmpty() ? null : new ConflictException(left);
    }

    private static List<Cause> causes(Map<Manager, FieldSet> conflicts) {
        List<Cause> causes = new ArrayList<>();
        conflicts.forEach((manager, fields) -> fields.paths()
                .forEach(path -> causes.add(new Cause("FieldManagerConflict", "conflict with " + manager.shown(), path))));
        return causes;
    }

    private static String message(Map<Manager, FieldSet> conflicts) {
        Map<String, List<String>> byManager = new TreeMap<>();
        conflicts.forEach((manager, fields) -> byManager.computeIfAbsent(manager.shown(), _ -> new ArrayList<>()).addAll(fields.paths()));
        int count = byManager.values().stream().mapToInt(List::size).sum();
        if (count == 1) {
            String manager = byManager.keySet().iterator().next();
            return "Apply failed with 1 conflict: conflict with " + manager + ": " + byManager.get(manager).getFirst();
        }
        List<String> lines = new ArrayList<>();
        byManager.forEach((manager, paths) -> {
            lines.add("conflicts with " + manager + ":");
            paths.forEach(path -> lines.add("- " + path));
        });
        return "Apply failed with " + count + " conflicts: " + String.join("\n", lines);
    }
}
