package dev.glassplane.registry.cel.library;

import static dev.glassplane.registry.cel.library.Types.QUANTITY;
import static dev.glassplane.registry.cel.library.Types.SEMVER;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionOverload;
import dev.glassplane.registry.cel.library.Types.Quantity;
import dev.glassplane.registry.schema.Quantities;
import java.math.BigDecimal;
import java.util.List;

/** Quantities and semantic versions, and how they compare. */
final class Numbers {

    private Numbers() {}

    static List<Function> functions() {
        return List.of(
                Function.named("quantity").global("string_to_quantity", QUANTITY, args -> quantity((String) args[0]), SimpleType.STRING),
                Function.named("isQuantity").global("is_quantity_string", SimpleType.BOOL, args -> Quantities.isValid((String) args[0]), SimpleType.STRING),
                Function.named("sign").member("quantity_sign", SimpleType.INT, args -> (long) value(args).signum(), QUANTITY),
                Function.named("isInteger").member("quantity_is_integer", SimpleType.BOOL, args -> isInteger(value(args)), QUANTITY),
                Function.named("asInteger").member("quantity_get_int", SimpleType.INT, args -> asInteger(value(args)), QUANTITY),
                Function.named("asApproximateFloat").member("quantity_get_float", SimpleType.DOUBLE, args -> value(args).doubleValue(), QUANTITY),
                sum("add", "quantity_add", 1), sum("sub", "quantity_sub", -1),
                Function.named("semver").global("string_to_semver", SEMVER, args -> Version.parse((String) args[0]), SimpleType.STRING)
                        .global("string_bool_to_semver", SEMVER, args -> Version.parse(normal((String) args[0], (Boolean) args[1])),
                                SimpleType.STRING, SimpleType.BOOL),
                Function.named("isSemver").global("is_semver_string", SimpleType.BOOL, args -> Version.tryParse((String) args[0]).isPresent(), SimpleType.STRING)
                        .global("is_semver_string_bool", SimpleType.BOOL,
                                args -> Version.tryParse(normal((String) args[0], (Boolean) args[1])).isPresent(), SimpleType.STRING, SimpleType.BOOL),
                Function.named("major").member("semver_major", SimpleType.INT, args -> ((Version) args[0]).major(), SEMVER),
                Function.named("minor").member("semver_minor", SimpleType.INT, args -> ((Version) args[0]).minor(), SEMVER),
                Function.named("patch").member("semver_patch", SimpleType.INT, args -> ((Version) args[0]).patch(), SEMVER),
                comparison("isGreaterThan", "is_greater_than", SimpleType.BOOL, args -> compare(args) > 0),
                comparison("isLessThan", "is_less_than", SimpleType.BOOL, args -> compare(args) < 0),
                comparison("compareTo", "compare_to", SimpleType.INT, args -> (long) Integer.signum(compare(args))));
    }

    private static Function comparison(String name, String id, CelType result, CelFunctionOverload does) {
        return Function.named(name).member("quantity_" + id, result, does, QUANTITY, QUANTITY)
                .member("semver_" + id, result, does, SEMVER, SEMVER);
    }

    private static Function sum(String name, String id, int sign) {
        return Function.named(name)
                .member(id, QUANTITY, args -> new Quantity(value(args).add(((Quantity) args[1]).value().multiply(BigDecimal.valueOf(sign)))),
                        QUANTITY, QUANTITY)
                .member(id + "_int", QUANTITY, args -> new Quantity(value(args).add(BigDecimal.valueOf((Long) args[1] * sign))),
                        QUANTITY, SimpleType.INT);
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object[] args) {
        return ((Comparable<Object>) args[0]).compareTo(args[1]);
    }

    private static Quantity quantity(String text) {
        if (!Quantities.isValid(text)) {
            throw new IllegalArgumentException("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        }
        return new Quantity(Quantities.value(text));
    }

    private static BigDecimal value(Object[] args) {
        return ((Quantity) args[0]).value();
    }

    private static boolean isInteger(BigDecimal value) {
        return value.scale() <= 0 && value.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    }

    private static long asInteger(BigDecimal value) {
        if (!isInteger(value)) {
            throw new IllegalArgumentException("cannot convert value to integer");
        }
        return value.longValueExact();
    }

    /** {@code v1.2} as {@code 1.2.0}. */
    private static String normal(String text, boolean lenient) {
        if (!lenient) {
            return text;
        }
        String rest = text.startsWith("v") ? text.substring(1) : text;
        int tail = 0;
        while (tail < rest.length() && "-+".indexOf(rest.charAt(tail)) < 0) {
            tail++;
        }
        StringBuilder numbers = new StringBuilder();
        String[] parts = rest.substring(0, tail).split("\\.");
        for (int index = 0; index < Math.max(3, parts.length); index++) {
            String part = index < parts.length ? parts[index].replaceFirst("^0+(?=\\d)", "") : "0";
            numbers.append(index == 0 ? "" : ".").append(part);
        }
        return numbers + rest.substring(tail);
    }
}
