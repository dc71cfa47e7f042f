package dev.glassplane.registry.validation;

import dev.glassplane.registry.FieldErrors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** ConfigMaps and Secrets. */
public final class DataValidation {

    /** Bytes of all values together. */
    public static final int SIZE_MAX = 1024 * 1024;
    private static final String IMMUTABLE = "field is immutable when `immutable` is set";
    private static final Map<String, List<String>> KEYS_OF_TYPE = Map.of(
            "kubernetes.io/tls", List.of("tls.crt", "tls.key"),
            "kubernetes.io/ssh-auth", List.of("ssh-privatekey"),
            "kubernetes.io/dockerconfigjson", List.of(".dockerconfigjson"),
            "kubernetes.io/dockercfg", List.of(".dockercfg"));

    private DataValidation() {}

    /** Checks a ConfigMap. */
    public static void configMap(JsonNode object, FieldErrors errors) {
        long size = keysAndSize(object.path("data"), "data", false, errors);
        size += keysAndSize(object.path("binaryData"), "binaryData", true, errors);
        for (String key : object.path("data").propertyNames()) {
            if (object.path("binaryData").has(key)) {
                errors.invalid("data[" + key + "]", key, "duplicate of key present in binaryData");
            }
        }
        if (size > SIZE_MAX) {
            errors.tooLong("", SIZE_MAX);
        }
    }

    /** Checks a Secret. */
    public static void secret(JsonNode object, FieldErrors errors) {
        if (keysAndSize(object.path("data"), "data", true, errors) > SIZE_MAX) {
            errors.tooLong("data", SIZE_MAX);
        }
        for (String key : KEYS_OF_TYPE.getOrDefault(object.path("type").asString(""), List.of())) {
            if (!object.path("data").has(key)) {
                errors.required("data[" + key + "]", "");
            }
        }
    }

    /** Checks a change of either. */
    public static void immutable(JsonNode after, JsonNode before, FieldErrors errors) {
        if (!before.path("immutable").asBoolean(false)) {
            return;
        }
        if (!after.path("immutable").asBoolean(false)) {
            errors.forbidden("immutable", IMMUTABLE);
        }
        for (String field : List.of("data", "binaryData")) {
            if (!after.path(field).equals(before.path(field)) && !(after.path(field).isEmpty() && before.path(field).isEmpty())) {
                errors.forbidden(field, IMMUTABLE);
            }
        }
    }

    private static long keysAndSize(JsonNode data, String path, boolean base64, FieldErrors errors) {
        long size = 0;
        for (Map.Entry<String, JsonNode> each : data.properties()) {
            key(each.getKey(), path, errors);
            String value = each.getValue().asString("");
            size += base64 ? value.length() / 4L * 3 : value.getBytes(StandardCharsets.UTF_8).length;
        }
        return size;
    }

    private static void key(String key, String path, FieldErrors errors) {
        String at = path + "[" + key + "]";
        if (key.length() > Names.SUBDOMAIN_MAX) {
            errors.invalid(at, key, "must be no more than " + Names.SUBDOMAIN_MAX + " characters");
        }
        boolean good = !key.isEmpty() && key.chars().allMatch(c -> c == '-' || c == '.' || c == '_' || c >= '0' && c <= '9'
                || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z');
        if (!good) {
            errors.invalid(at, key, "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
                    + "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
        } else if (key.equals(".") || key.equals("..")) {
            errors.invalid(at, key, "must not be '" + key + "'");
        }
    }
}
