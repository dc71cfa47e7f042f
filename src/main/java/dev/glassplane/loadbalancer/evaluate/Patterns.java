package dev.glassplane.loadbalancer.evaluate;

import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.PathPattern;
import dev.glassplane.loadbalancer.model.TextPattern;
import java.util.Locale;

/** Whether a name, path or value fits a pattern. */
public final class Patterns {

    private Patterns() {}

    /** @param host lower case, without a port; may be empty */
    public static boolean fits(HostPattern pattern, String host) {
        return switch (pattern) {
            case HostPattern.Any _ -> true;
            case HostPattern.Exact(String name) -> name.equals(host);
            case HostPattern.OneLabel(String suffix) -> host.endsWith("." + suffix)
                    && host.indexOf('.') == host.length() - suffix.length() - 1 && host.indexOf('.') > 0;
            case HostPattern.AnyLabels(String suffix) -> host.endsWith("." + suffix) && host.length() > suffix.length() + 1;
            case HostPattern.Glob(String glob) -> glob(glob.toLowerCase(Locale.ROOT), host);
            case HostPattern.Regex(String expression) -> Regexes.matches(expression, true, host);
        };
    }

    /** @return more for what means fewer names: an exact name, then wildcards by the length of their suffix, then everything else, then all names */
    public static int specificity(HostPattern pattern) {
        return switch (pattern) {
            case HostPattern.Any _ -> 0;
            case HostPattern.Glob _, HostPattern.Regex _ -> 1;
            case HostPattern.OneLabel(String suffix) -> 2 + suffix.length();
            case HostPattern.AnyLabels(String suffix) -> 2 + suffix.length();
            case HostPattern.Exact _ -> Integer.MAX_VALUE;
        };
    }

    /** @param path without the query */
    public static boolean fits(PathPattern pattern, String path) {
        return switch (pattern) {
            case PathPattern.Exact(String whole) -> whole.equals(path);
            case PathPattern.Prefix(String prefix) -> {
                String elements = withoutSlash(prefix);
                yield path.startsWith(elements) && (path.length() == elements.length() || path.charAt(elements.length()) == '/');
            }
            case PathPattern.Glob(String glob) -> glob(glob, path);
            case PathPattern.Regex(String expression, boolean whole) -> Regexes.matches(expression, whole, path);
        };
    }

    /** Whether a value fits. */
    public static boolean fits(TextPattern pattern, String value) {
        return switch (pattern) {
            case TextPattern.Exact(String text) -> text.equals(value);
            case TextPattern.Glob(String glob) -> glob(glob.toLowerCase(Locale.ROOT), value.toLowerCase(Locale.ROOT));
            case TextPattern.Regex(String expression, boolean whole) -> Regexes.matches(expression, whole, value);
        };
    }

    /** @return a prefix without the slash at its end; the root is the empty text */
    static String withoutSlash(String prefix) {
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    /** Goes back to the last star only, so that the time is at most the product of both lengths. */
    static boolean glob(String glob, String text) {
        int g = 0;
        int t = 0;
        int star = -1;
        int resumed = 0;
        while (t < text.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                resumed = t;
            } else if (g < glob.length() && (glob.charAt(g) == '?' || glob.charAt(g) == text.charAt(t))) {
                g++;
                t++;
            } else if (star >= 0) {
                g = star + 1;
                t = ++resumed;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }
}
