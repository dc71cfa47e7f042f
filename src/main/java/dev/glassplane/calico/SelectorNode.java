package dev.glassplane.calico;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A part of a {@link Selector}. Its text is the one that Calico hashes ({@code libcalico-go/lib/selector/parser/ast.go}). */
sealed interface SelectorNode {

    /** Everything. */
    record All() implements SelectorNode {}

    /** What is in no namespace; as such it lets everything through, and the conversion of policies gives it its meaning. */
    record Global() implements SelectorNode {}

    /** The label is there. */
    record Has(String label) implements SelectorNode {}

    /** A label compared with one value. */
    record Compare(String label, Operator operator, String value) implements SelectorNode {}

    /** A label compared with several values, ascending and each once. */
    record Within(String label, boolean negated, List<String> values) implements SelectorNode {}

    /** Not so. */
    record Not(SelectorNode operand) implements SelectorNode {}

    /** Two or more, all of which must hold. */
    record And(List<SelectorNode> operands) implements SelectorNode {}

    /** Two or more, one of which must hold. */
    record Or(List<SelectorNode> operands) implements SelectorNode {}

    /** How a label is compared with one value. */
    enum Operator {
        EQUAL("=="), NOT_EQUAL("!="), CONTAINS("contains"), STARTS_WITH("starts with"), ENDS_WITH("ends with");

        private final String word;

        Operator(String word) {
            this.word = word;
        }

        boolean holds(String label, String value) {
            return switch (this) {
                case EQUAL -> value.equals(label);
                case NOT_EQUAL -> !value.equals(label);
                case CONTAINS -> label != null && label.contains(value);
                case STARTS_WITH -> label != null && label.startsWith(value);
                case ENDS_WITH -> label != null && label.endsWith(value);
            };
        }
    }

    /** @param labels value of a label, null if it is not there */
    default boolean matches(UnaryOperator<String> labels) {
        return switch (this) {
            case All _, Global _ -> true;
            case Has has -> labels.apply(has.label) != null;
            case Compare compare -> compare.operator.holds(labels.apply(compare.label), compare.value);
            case Within within -> {
                String value = labels.apply(within.label);
                yield (value != null && within.values.contains(value)) != within.negated;
            }
            case Not not -> !not.operand.matches(labels);
            case And and -> and.operands.stream().allMatch(operand -> operand.matches(labels));
            case Or or -> or.operands.stream().anyMatch(operand -> operand.matches(labels));
        };
    }

    /** @return the same about labels whose names begin with the prefix */
    default SelectorNode prefixed(String prefix) {
        return switch (this) {
            case All _, Global _ -> this;
            case Has has -> new Has(prefix + has.label);
            case Compare compare -> new Compare(prefix + compare.label, compare.operator, compare.value);
            case Within within -> new Within(prefix + within.label, within.negated, within.values);
            case Not not -> new Not(not.operand.prefixed(prefix));
            case And and -> new And(and.operands.stream().map(operand -> operand.prefixed(prefix)).toList());
            case Or or -> new Or(or.operands.stream().map(operand -> operand.prefixed(prefix)).toList());
        };
    }

    /** @return the one value that the label must have; empty if none follows from what must hold altogether */
    default Optional<String> required(String label) {
        return switch (this) {
            case Compare compare when compare.operator == Operator.EQUAL && compare.label.equals(label) -> Optional.of(compare.value);
            case And and -> and.operands.stream().flatMap(operand -> operand.required(label).stream()).findFirst();
            case All _, Global _, Has _, Compare _, Within _, Not _, Or _ -> Optional.empty();
        };
    }

    /** @return in the one form that Calico writes */
    default String text() {
        return switch (this) {
            case All _ -> "all()";
            case Global _ -> "global()";
            case Has has -> "has(" + has.label + ")";
            case Compare compare -> compare.label + " " + compare.operator.word + " " + quoted(compare.value);
            case Within within -> within.label + (within.negated ? " not in {" : " in {")
                    + within.values.stream().map(SelectorNode::quoted).collect(Collectors.joining(", ")) + "}";
            case Not not -> "!" + not.operand.text();
            case And and -> and.operands.stream().map(SelectorNode::text).collect(Collectors.joining(" && ", "(", ")"));
            case Or or -> or.operands.stream().map(SelectorNode::text).collect(Collectors.joining(" || ", "(", ")"));
        };
    }

    private static String quoted(String value) {
        String quote = value.contains("\"") ? "'" : "\"";
        return quote + value + quote;
    }
}
