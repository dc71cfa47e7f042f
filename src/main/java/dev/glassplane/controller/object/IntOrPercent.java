package dev.glassplane.controller.object;

import tools.jackson.databind.JsonNode;

/** Values such as {@code maxSurge}: a number, or a percentage of a total. */
public final class IntOrPercent {

    private IntOrPercent() {}

    /**
     * @param value     number or text such as {@code 25%}
     * @param otherwise taken if the field is absent
     * @param roundUp   whether a broken percentage counts as the next whole number
     */
    public static int resolve(JsonNode value, String otherwise, int total, boolean roundUp) {
        String text = value.isMissingNode() || value.isNull() ? otherwise : value.asString("0");
        if (!text.endsWith("%")) {
            return Integer.parseInt(text);
        }
        double share = Integer.parseInt(text.substring(0, text.length() - 1)) * (double) total / 100;
        return (int) (roundUp ? Math.ceil(share) : Math.floor(share));
    }
}
