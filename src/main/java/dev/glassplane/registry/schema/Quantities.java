package dev.glassplane.registry.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;

/** Resource quantities: {@code kubernetes/apimachinery: pkg/api/resource/quantity.go}. */
public final class Quantities {

    private static final Map<String, Integer> DECIMAL = Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15,
            "E", 18);
    private static final Map<String, Integer> BINARY = Map.of("Ki", 10, "Mi", 20, "Gi", 30, "Ti", 40, "Pi", 50, "Ei", 60);
    private static final String[] DECIMAL_BY_EXPONENT = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    private static final int EXPONENT_MAX = 30;
    private static final int DIGITS_MAX = 60;

    private Quantities() {}

    /** @return whether the text is a quantity */
    public static boolean isValid(String text) {
        int suffix = suffixStart(text);
        String number = text.substring(0, suffix);
        if (number.length() > DIGITS_MAX || number.chars().noneMatch(c -> c >= '0' && c <= '9')
                || number.chars().filter(c -> c == '.').count() > 1) {
            return false;
        }
        String unit = text.substring(suffix);
        return DECIMAL.containsKey(unit) || BINARY.containsKey(unit) || exponent(unit) != null;
    }

    /**
     * @return the exact value
     * @throws IllegalArgumentException if the text is no quantity
     */
    public static BigDecimal value(String text) {
        if (!isValid(text)) {
            throw new IllegalArgumentException("\"" + text + "\" is not a quantity such as 500m or 1Gi");
        }
        int suffix = suffixStart(text);
        BigDecimal number = new BigDecimal(text.substring(0, suffix));
        String unit = text.substring(suffix);
        if (BINARY.containsKey(unit)) {
            return number.multiply(new BigDecimal(BigInteger.TWO.pow(BINARY.get(unit))));
        }
        Integer exponent = DECIMAL.containsKey(unit) ? DECIMAL.get(unit) : exponent(unit);
        return number.scaleByPowerOfTen(exponent);
    }

    /**
     * @param text a valid quantity
     * @return the shortest text of the same value with the same kind of suffix: {@code 1000m} becomes {@code 1}, {@code 1024Ki} {@code 1Mi}
     */
    public static String canonical(String text) {
        String unit = text.substring(suffixStart(text));
        BigDecimal value = value(text);
        if (value.signum() == 0) {
            return "0";
        }
        if (!DECIMAL.containsKey(unit) && !BINARY.containsKey(unit)) {
            return text;
        }
        if (BINARY.containsKey(unit) && value.stripTrailingZeros().scale() <= 0 && value.abs().compareTo(BigDecimal.valueOf(1024)) >= 0) {
            return binary(value.toBigIntegerExact());
        }
        return decimal(value);
    }

    private static String binary(BigInteger value) {
        int step = Math.min(6, value.getLowestSetBit() / 10);
        BigInteger number = value.shiftRight(step * 10);
        String suffix = step == 0 ? "" : "KMGTPE".charAt(step - 1) + "i";
        return number + suffix;
    }

    private static String decimal(BigDecimal value) {
        BigDecimal rounded = value.setScale(9, RoundingMode.UP);
        for (int exponent = 18; exponent >= -9; exponent -= 3) {
            BigDecimal scaled = rounded.scaleByPowerOfTen(-exponent).stripTrailingZeros();
            if (scaled.scale() <= 0) {
                return scaled.toBigIntegerExact() + DECIMAL_BY_EXPONENT[(exponent + 9) / 3];
            }
        }
        throw new IllegalStateException("not reached: nine decimals always fit " + value);
    }

    private static int suffixStart(String text) {
        int index = 0;
        while (index < text.length() && (isNumberPart(text.charAt(index)) || index == 0 && "+-".indexOf(text.charAt(0)) >= 0)) {
            index++;
        }
        return index;
    }

    private static boolean isNumberPart(char c) {
        return c >= '0' && c <= '9' || c == '.';
    }

    private static Integer exponent(String unit) {
        if (unit.length() < 2 || unit.length() > 4 || "eE".indexOf(unit.charAt(0)) < 0) {
            return null;
        }
        try {
            int exponent = Integer.parseInt(unit.substring(1));
            return Math.abs(exponent) <= EXPONENT_MAX ? exponent : null;
        } catch (NumberFormatException _) {
            return null;
        }
    }
}
