package dev.glassplane.registry.fields;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * A set of paths into an object, as a tree. Path elements are texts in the form of FieldsV1: {@code f:NAME} a field, {@code k:{...}} an item
 * by its key fields, {@code v:VALUE} an item of a set.
 *
 * @param member   whether the place where this node stands belongs to the set itself
 * @param children what lies below, by path element; none of them is empty
 */
record FieldSet(boolean member, Map<String, FieldSet> children) {

    /** Nothing. */
    static final FieldSet EMPTY = new FieldSet(false, Map.of());
    /** Just the place. */
    static final FieldSet LEAF = new FieldSet(true, Map.of());

    /** @return a node; the children that are empty are left out */
    static FieldSet of(boolean member, Map<String, FieldSet> children) {
        if (children.isEmpty()) {
            return member ? LEAF : EMPTY;
        }
        return new FieldSet(member, children);
    }

    /** @return the set of one path, for example {@code f:metadata, f:name} */
    static FieldSet path(String... elements) {
        FieldSet set = LEAF;
        for (int i = elements.length - 1; i >= 0; i--) {
            set = new FieldSet(false, Map.of(elements[i], set));
        }
        return set;
    }

    boolean isEmpty() {
        return !member && children.isEmpty();
    }

    /** @return what lies below an element */
    FieldSet at(String element) {
        return children.getOrDefault(element, EMPTY);
    }

    FieldSet withMember(boolean isMember) {
        return isMember == member ? this : of(isMember, children);
    }

    FieldSet union(FieldSet other) {
        if (other.isEmpty() || this == other) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        Map<String, FieldSet> out = new TreeMap<>(children);
        other.children.forEach((element, child) -> out.merge(element, child, FieldSet::union));
        return of(member || other.member, out);
    }

    /** @return the paths of this set that the other one does not have; what lies below a path is none of its business */
    FieldSet difference(FieldSet other) {
        return without(other, false);
    }

    /** @return the paths of this set that neither are in the other one nor lie below one that is */
    FieldSet recursiveDifference(FieldSet other) {
        return without(other, true);
    }

    private FieldSet without(FieldSet other, boolean whatIsBelow) {
        if (isEmpty() || other.isEmpty()) {
            return this;
        }
        if (whatIsBelow && other.member) {
            return EMPTY;
        }
        Map<String, FieldSet> out = new TreeMap<>();
        boolean same = !(member && other.member);
        for (Map.Entry<String, FieldSet> each : children.entrySet()) {
            FieldSet left = each.getValue().without(other.at(each.getKey()), whatIsBelow);
            same &= left == each.getValue();
            if (!left.isEmpty()) {
                out.put(each.getKey(), left);
            }
        }
        return same ? this : of(member && !other.member, out);
    }

    FieldSet intersection(FieldSet other) {
        if (isEmpty() || other.isEmpty()) {
            return EMPTY;
        }
        Map<String, FieldSet> out = new TreeMap<>();
        children.forEach((element, child) -> {
            FieldSet both = child.intersection(other.at(element));
            if (!both.isEmpty()) {
                out.put(element, both);
            }
        });
        return of(member && other.member, out);
    }

    /** @return the paths as people read them, for example {@code .spec.ports[port=80,protocol="TCP"].name} */
    List<String> paths() {
        List<String> paths = new ArrayList<>();
        walk("", (path, set) -> {
            if (set.member) {
                paths.add(path);
            }
        });
        return paths;
    }

    private void walk(String path, BiConsumer<String, FieldSet> visitor) {
        visitor.accept(path, this);
        children.forEach((element, child) -> child.walk(path + PathElements.shown(element), visitor));
    }
}
