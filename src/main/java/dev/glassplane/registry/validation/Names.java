package dev.glassplane.registry.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** The grammars of names. Each check returns what is wrong, in the words of {@code apimachinery: pkg/util/validation/validation.go}. */
public final class Names {

    /** Bytes of a DNS label, a label value or a name part. */
    public static final int LABEL_MAX = 63;
    /** Bytes of a DNS subdomain. */
    public static final int SUBDOMAIN_MAX = 253;
    private static final int PORT_NAME_MAX = 15;

    private static final String SUBDOMAIN = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and "
            + "must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private static final String WILDCARD = "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must "
            + "consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used "
            + "for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private static final String LABEL_1123 = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start "
            + "and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
            + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    private static final String LABEL_1035 = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
            + "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
            + "'[a-z]([-a-z0-9]*[a-z0-9])?')";
    private static final String NAME_PART = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
            + "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
            + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    private static final String LABEL_VALUE = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and "
            + "must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
            + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private Names() {}

    /** @return errors of a DNS-1123 subdomain, the rule for most object names */
    public static List<String> subdomain(String name) {
        return check(name, SUBDOMAIN_MAX, isSubdomain(name), SUBDOMAIN);
    }

    /** @return errors of a DNS-1123 subdomain with {@code *} in place of its first label */
    public static List<String> wildcardSubdomain(String name) {
        return check(name, SUBDOMAIN_MAX, name.startsWith("*.") && isSubdomain(name.substring(2)), WILDCARD);
    }

    /** @return errors of a DNS-1123 label */
    public static List<String> label(String name) {
        return check(name, LABEL_MAX, isLabel(name), isSubdomain(name) ? "must not contain dots" : LABEL_1123);
    }

    /** @return errors of a domain name of at least two labels; a dot at the end is fine */
    public static List<String> fullyQualified(String name) {
        String domain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        List<String> errors = subdomain(domain);
        return !errors.isEmpty() ? List.of(String.join(",", errors))
                : domain.indexOf('.') < 0 ? List.of("should be a domain with at least two segments separated by dots") : List.of();
    }

    /** @return errors of a DNS-1035 label, the rule for Services */
    public static List<String> label1035(String name) {
        boolean good = isLabel(name) && name.charAt(0) >= 'a';
        return check(name, LABEL_MAX, good, LABEL_1035);
    }

    /** @return errors of a path segment, the rule for kinds such as Role */
    public static List<String> pathSegment(String name) {
        List<String> errors = new ArrayList<>();
        if (name.equals(".") || name.equals("..")) {
            errors.add("may not be '" + name + "'");
        }
        for (String part : List.of("/", "%")) {
            if (name.contains(part)) {
                errors.add("may not contain '" + part + "'");
            }
        }
        return errors;
    }

    /** @return errors of a label value */
    public static List<String> labelValue(String value) {
        List<String> errors = new ArrayList<>();
        if (value.length() > LABEL_MAX) {
            errors.add(tooManyBytes(LABEL_MAX));
        }
        if (!value.isEmpty() && !isNamePart(value)) {
            errors.add(LABEL_VALUE);
        }
        return errors;
    }

    /** @return errors of a label or annotation key: a name with an optional DNS prefix */
    public static List<String> qualifiedName(String key) {
        List<String> errors = new ArrayList<>();
        int slash = key.indexOf('/');
        if (slash != key.lastIndexOf('/')) {
            return List.of("a qualified name " + NAME_PART + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        }
        if (slash == 0) {
            errors.add("prefix part must be non-empty");
        } else if (slash > 0) {
            subdomain(key.substring(0, slash)).forEach(error -> errors.add("prefix part " + error));
        }
        String name = key.substring(slash + 1);
        if (name.isEmpty()) {
            errors.add("name part must be non-empty");
        } else if (name.length() > LABEL_MAX) {
            errors.add("name part " + tooManyBytes(LABEL_MAX));
        }
        if (!isNamePart(name)) {
            errors.add("name part " + NAME_PART);
        }
        return errors;
    }

    /** @return errors of a container port name (IANA_SVC_NAME) */
    public static List<String> portName(String name) {
        List<String> errors = new ArrayList<>();
        if (name.length() > PORT_NAME_MAX) {
            errors.add(tooLong(PORT_NAME_MAX));
        }
        if (name.isEmpty() || !name.chars().allMatch(c -> isLowerAlphanumeric(c) || c == '-')) {
            errors.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (name.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
            errors.add("must contain at least one letter (a-z)");
        }
        if (name.contains("--")) {
            errors.add("must not contain consecutive hyphens");
        }
        if (name.startsWith("-") || name.endsWith("-")) {
            errors.add("must not begin or end with a hyphen");
        }
        return errors;
    }

    private static List<String> check(String text, int max, boolean good, String error) {
        if (good && text.length() <= max) {
            return List.of();
        }
        List<String> errors = new ArrayList<>();
        if (text.length() > max) {
            errors.add(tooLong(max));
        }
        if (!good) {
            errors.add(error);
        }
        return errors;
    }

    private static String tooLong(int max) {
        return "must be no more than " + max + " characters";
    }

    /** Labels say it in other words than names, since they are checked by {@code pkg/api/validate/content}. */
    private static String tooManyBytes(int max) {
        return "must be no more than " + max + " bytes";
    }

    private static boolean isSubdomain(String text) {
        int start = 0;
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', start)) {
            if (!isLabel(text, start, dot)) {
                return false;
            }
            start = dot + 1;
        }
        return isLabel(text, start, text.length());
    }

    private static boolean isLabel(String text) {
        return isLabel(text, 0, text.length());
    }

    private static boolean isLabel(String text, int start, int end) {
        return spans(text, start, end, Names::isLowerAlphanumeric, c -> isLowerAlphanumeric(c) || c == '-');
    }

    private static boolean isNamePart(String text) {
        return spans(text, 0, text.length(), Names::isAlphanumeric, c -> isAlphanumeric(c) || c == '-' || c == '_' || c == '.');
    }

    private static boolean spans(String text, int start, int end, IntPredicate edge, IntPredicate inside) {
        if (start >= end || !edge.test(text.charAt(start)) || !edge.test(text.charAt(end - 1))) {
            return false;
        }
        for (int i = start + 1; i < end - 1; i++) {
            if (!inside.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLowerAlphanumeric(int c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }

    private static boolean isAlphanumeric(int c) {
        return isLowerAlphanumeric(c) || c >= 'A' && c <= 'Z';
    }
}
