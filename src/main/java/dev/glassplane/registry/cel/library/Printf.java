package dev.glassplane.registry.cel.library;

import dev.cel.common.values.CelByteString;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code "%s is %d".format([...])}. Source: {@code cel-go: ext/strings.go}. */
final class Printf {

    private static final int DECIMALS = 6;
    private static final int DECIMALS_MAX = 1000;

    private Printf() {}

    /** @throws IllegalArgumentException if template and values do not fit */
    static String format(String template, List<?> values) {
        StringBuilder out = new StringBuilder();
        int next = 0;
        for (int at = 0; at < template.length(); at++) {
            char c = template.charAt(at);
            if (c != '%') {
                out.append(c);
                continue;
            }
            at++;
            int decimals = DECIMALS;
            if (at < template.length() && template.charAt(at) == '.') {
                int end = at + 1;
                while (end < template.length() && Character.isDigit(template.charAt(end)) && end - at < 5) {
                    end++;
                }
                decimals = end == at + 1 ? 0 : Math.min(DECIMALS_MAX, Integer.parseInt(template.substring(at + 1, end)));
                at = end;
            }
            if (at >= template.length()) {
                throw new IllegalArgumentException("unexpected end of string");
            }
            if (template.charAt(at) == '%') {
                out.append('%');
            } else if (next >= values.size()) {
                throw new IllegalArgumentException("index " + next + " out of range");
            } else {
                out.append(clause(template.charAt(at), decimals, values.get(next++)));
            }
        }
        return out.toString();
    }

    private static String clause(char verb, int decimals, Object value) {
        return switch (verb) {
            case 's' -> text(value);
            case 'd' -> whole(value, 10);
            case 'b' -> value instanceof Boolean flag ? flag ? "1" : "0" : whole(value, 2);
            case 'o' -> whole(value, 8);
            case 'x' -> hexadecimal(value);
            case 'X' -> hexadecimal(value).toUpperCase(java.util.Locale.ROOT);
            case 'f' -> new BigDecimal(number(value).toString()).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
            case 'e' -> String.format(java.util.Locale.ROOT, "%." + decimals + "e", number(value).doubleValue());
            default -> throw new IllegalArgumentException("could not parse formatting clause: unrecognized formatting clause \"" + verb + "\"");
        };
    }

    private static Number number(Object value) {
        if (value instanceof Number number) {
            return number;
        }
        throw new IllegalArgumentException("error during formatting: fixed-point clause can only be used on doubles, was given "
                + value.getClass().getSimpleName());
    }

    private static String whole(Object value, int radix) {
        if (value instanceof Long number) {
            return Long.toString(number, radix);
        }
        if (value instanceof Number number && radix == 10) {
            return text(number);
        }
        throw new IllegalArgumentException("error during formatting: decimal clause can only be used on integers, was given "
                + value.getClass().getSimpleName());
    }

    private static String hexadecimal(Object value) {
        return switch (value) {
            case String text -> HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
            default -> whole(value, 16);
        };
    }

    private static String text(Object value) {
        return switch (value) {
            case List<?> list -> list.stream().map(Printf::text).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map -> map.entrySet().stream().map(each -> text(each.getKey()) + ":" + text(each.getValue())).sorted()
                    .collect(Collectors.joining(", ", "{", "}"));
            case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 -> Long.toString(number.longValue());
            case CelByteString bytes -> bytes.toStringUtf8();
            case java.time.Duration duration -> duration.toNanos() % 1_000_000_000 == 0 ? duration.toSeconds() + "s"
                    : BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString() + "s";
            case dev.cel.common.values.NullValue _ -> "null";
            default -> value.toString();
        };
    }
}
