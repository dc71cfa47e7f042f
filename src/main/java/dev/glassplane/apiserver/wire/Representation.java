package dev.glassplane.apiserver.wire;

import dev.glassplane.apiserver.protobuf.Protobuf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client wants to get, from its {@code Accept} header. Order and weights decide, as in content negotiation.
 *
 * @param shape   the object itself, or a view of it
 * @param version of {@code meta.k8s.io} for the views, {@code v1} or {@code v1beta1}
 * @param encoding how it is written
 */
public record Representation(Shape shape, String version, Encoding encoding) {

    /** Ways to write an object. */
    public enum Encoding {
        JSON, YAML, PROTOBUF
    }

    /** Views of an object. */
    public enum Shape {
        OBJECT, TABLE, METADATA
    }

    /** The object in JSON. */
    public static final Representation JSON = new Representation(Shape.OBJECT, "v1", Encoding.JSON);

    /**
     * @param accept   header, may be null
     * @param protobuf whether there is a protobuf form of what is asked for; if not, such a clause is passed over
     * @return what to send; empty if the client takes nothing that there is (406)
     */
    public static Optional<Representation> negotiate(String accept, boolean protobuf) {
        if (accept == null || accept.isBlank() || accept.equals("application/json") || accept.equals("*/*")) {
            return Optional.of(JSON);
        }
        List<Clause> clauses = new ArrayList<>();
        for (String part : accept.split(",")) {
            clauses.add(Clause.parse(part));
        }
        clauses.sort(Comparator.comparingDouble((Clause clause) -> clause.weight).reversed());
        return clauses.stream().map(clause -> of(clause, protobuf)).flatMap(Optional::stream).findFirst();
    }

    private static Optional<Representation> of(Clause clause, boolean protobuf) {
        if (protobuf && clause.type.equals(Protobuf.MEDIA_TYPE) && clause.as.isEmpty()) {
            return Optional.of(new Representation(Shape.OBJECT, "v1", Encoding.PROTOBUF));
        }
        boolean yaml = clause.type.equals("application/yaml");
        boolean json = clause.type.equals("application/json") || clause.type.equals("*/*") || clause.type.equals("application/*");
        if (!yaml && !json) {
            return Optional.empty();
        }
        Encoding encoding = yaml ? Encoding.YAML : Encoding.JSON;
        if (clause.as.isEmpty()) {
            return Optional.of(new Representation(Shape.OBJECT, "v1", encoding));
        }
        boolean served = clause.group.equals("meta.k8s.io") && (clause.version.equals("v1") || clause.version.equals("v1beta1"));
        return switch (clause.as) {
            case "Table" -> served ? Optional.of(new Representation(Shape.TABLE, clause.version, encoding)) : Optional.empty();
            case "PartialObjectMetadata", "PartialObjectMetadataList" ->
                    served ? Optional.of(new Representation(Shape.METADATA, clause.version, encoding)) : Optional.empty();
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
