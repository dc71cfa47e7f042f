package dev.glassplane.calico;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Calico's label expressions ({@code projectcalico/calico: libcalico-go/lib/selector}): {@code all()}, {@code global()}, {@code has(k)}, {@code k == "v"},
 * {@code k != "v"}, {@code k in { "a", "b" }}, {@code k not in {...}}, {@code k contains "v"}, {@code starts with}, {@code ends with}, {@code !},
 * {@code &&}, {@code ||} and brackets. An empty text selects everything. Two that Calico writes alike are equal.
 */
public final class Selector {

    private final SelectorNode root;
    private final String text;

    private Selector(SelectorNode root) {
        this.root = root;
        this.text = root.text();
    }

    /** @throws IllegalArgumentException saying what was expected where */
    public static Selector parse(String text) {
        return new Selector(text.isBlank() ? new SelectorNode.All() : new SelectorParser(text).whole());
    }

    /** @return whether an object with these labels is meant */
    public boolean matches(Map<String, String> labels) {
        return matches(labels::get);
    }

    /** @param labels value of a label, null if it is not there */
    public boolean matches(UnaryOperator<String> labels) {
        return root.matches(labels);
    }

    /** @return the one value that the label must have, if there is such a one: whoever has another need not be compared */
    public Optional<String> required(String label) {
        return root.required(label);
    }

    /** @return the same about labels whose names begin with the prefix */
    public Selector prefixed(String prefix) {
        return new Selector(root.prefixed(prefix));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Selector selector && text.equals(selector.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** @return in the one form that Calico writes, and that names of sets are hashed from */
    @Override
    public String toString() {
        return text;
    }
}
