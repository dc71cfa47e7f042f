package dev.glassplane.apiserver.wire;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client wants to get, from its {@code Accept} header. Order and weights decide, as in content negotiation; protobuf is passed over,
 * every client that offers it offers JSON too.
 *
 * @param shape   the object itself, or a view of it
 * @param version of {@code meta.k8s.io} for the views, {@code v1} or {@code v1beta1}
 * @param yaml    YAML instead of JSON
 */
public record Representation(Shape shape, String version, boolean yaml) {

    /** Views of an object. */
    public enum Shape {
        OBJECT, TABLE, METADATA
    }

    /** The object in JSON. */
    public static final Representation JSON = new Representation(Shape.OBJECT, "v1", false);

    /**
     * @param accept header, may be null
     * @return what to send; empty if the client takes nothing that there is (406)
     */
    public static Optional<Representation> negotiate(String accept) {
        if (accept == null || accept.isBlank() || accept.equals("application/json") || accept.equals("*/*")) {
            return Optional.of(JSON);
        }
        List<Clause> clauses = new ArrayList<>();
        for (String part : accept.split(",")) {
            clauses.add(Clause.parse(part));
        }
        clauses.sort(Comparator.comparingDouble((Clause clause) -> clause.weight).reversed());
        return clauses.stream().map(Representation::of).flatMap(Optional::stream).findFirst();
    }

    private static Optional<Representation> of(Clause clause) {
        boolean yaml = clause.type.equals("application/yaml");
        boolean json = clause.type.equals("application/json") || clause.type.equals("*/*") || clause.type.equals("application/*");
        if (!yaml && !json) {
            return Optional.empty();
        }
        if (clause.as.isEmpty()) {
            return Optional.of(new Representation(Shape.OBJECT, "v1", yaml));
        }
        boolean served = clause.group.equals("meta.k8s.io") && (clause.version.equals("v1") || clause.version.equals("v1beta1"));
        return switch (clause.as) {
            case "Table" -> served ? Optional.of(new Representation(Shape.TABLE, clause.version, yaml)) : Optional.empty();
            case "PartialObjectMetadata", "PartialObjectMetadataList" ->
                    served ? Optional.of(new Representation(Shape.METADATA, clause.version, yaml)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private record Clause(String type, String as, String group, String version, double weight) {

        static Clause parse(String text) {
            String[] parts = text.split(";");
            String as = "";
            String group = "";
            String version = "";
            double weight = 1;
            for (int i = 1; i < parts.length; i++) {
                String[] pair = parts[i].strip().split("=", 2);
                String value = pair.length == 2 ? pair[1].strip() : "";
                switch (pair[0].strip().toLowerCase(Locale.ROOT)) {
                    case "as" -> as = value;
                    case "g" -> group = value;
                    case "v" -> version = value;
                    case "q" -> weight = weight(value);
                    default -> { } // charset and the like
                }
            }
            return new Clause(parts[0].strip().toLowerCase(Locale.ROOT), as, group, version, weight);
        }

        private static double weight(String value) {
            try {
                return Double.parseDouble(value);
            } catch (NumberFormatException e) {
                return 0;
            }
        }
    }
}
