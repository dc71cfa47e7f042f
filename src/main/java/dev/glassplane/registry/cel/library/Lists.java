package dev.glassplane.registry.cel.library;

import static dev.glassplane.registry.cel.library.Types.ANY;
import static dev.glassplane.registry.cel.library.Types.LIST;

import dev.cel.common.types.SimpleType;
import java.time.Duration;
import java.util.List;

/** Functions of lists. */
final class Lists {

    private Lists() {}

    static List<Function> functions() {
        return List.of(
                Function.named("isSorted").member("list_is_sorted", SimpleType.BOOL, args -> isSorted(list(args)), LIST),
                Function.named("sum").member("list_sum", ANY, args -> sum(list(args)), LIST),
                Function.named("min").member("list_min", ANY, args -> extreme(list(args), -1, "min"), LIST),
                Function.named("max").member("list_max", ANY, args -> extreme(list(args), 1, "max"), LIST),
                Function.named("indexOf").member("list_index_of", SimpleType.INT, args -> (long) list(args).indexOf(args[1]), LIST, ANY),
                Function.named("lastIndexOf").member("list_last_index_of", SimpleType.INT, args -> (long) list(args).lastIndexOf(args[1]), LIST, ANY));
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object[] args) {
        return (List<Object>) args[0];
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object a, Object b) {
        if (a instanceof Comparable<?> && a.getClass() == b.getClass()) {
            return ((Comparable<Object>) a).compareTo(b);
        }
        throw new IllegalArgumentException("no such overload");
    }

    private static boolean isSorted(List<Object> list) {
        for (int index = 1; index < list.size(); index++) {
            if (compare(list.get(index - 1), list.get(index)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Object sum(List<Object> list) {
        Object sum = 0L;
        for (int index = 0; index < list.size(); index++) {
            sum = index == 0 ? list.getFirst() : add(sum, list.get(index));
        }
        return sum;
    }

    private static Object add(Object a, Object b) {
        return switch (a) {
            case Long whole when b instanceof Long other -> Math.addExact(whole, other);
            case Double number when b instanceof Double other -> number + other;
            case Duration duration when b instanceof Duration other -> duration.plus(other);
            default -> throw new IllegalArgumentException("no such overload");
        };
    }

    private static Object extreme(List<Object> list, int sign, String name) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException(name + " called on empty list");
        }
        Object found = list.getFirst();
        for (Object each : list) {
            if (compare(each, found) * sign > 0) {
                found = each;
            }
        }
        return found;
    }
}
