package dev.glassplane.registry.cel.library;

import dev.glassplane.registry.validation.Names;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A format of texts that has a name.
 *
 * @param name  as {@code format.named} knows it
 * @param check what is wrong with a text
 */
record NamedFormat(String name, Function<String, List<String>> check) {

    private static final List<NamedFormat> ALL = List.of(
            new NamedFormat("dns1123Label", Names::label), new NamedFormat("dns1123Subdomain", Names::subdomain),
            new NamedFormat("dns1035Label", Names::label1035), new NamedFormat("qualifiedName", Names::qualifiedName),
            new NamedFormat("dns1123LabelPrefix", text -> Names.label(prefix(text))),
            new NamedFormat("dns1123SubdomainPrefix", text -> Names.subdomain(prefix(text))),
            new NamedFormat("dns1035LabelPrefix", text -> Names.label1035(prefix(text))),
            new NamedFormat("labelValue", Names::labelValue),
            new NamedFormat("uri", text -> Urls.isUrl(text) ? List.of() : List.of("invalid URI")),
            new NamedFormat("uuid", text -> matches(text, "(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", "does not match the UUID format")),
            new NamedFormat("byte", text -> matches(text, "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", "invalid base64")),
            new NamedFormat("date", text -> matches(text, "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])", "invalid date")),
            new NamedFormat("datetime", text -> matches(text, "\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?([Zz]|[+-]\\d\\d:\\d\\d)", "invalid datetime")));

    static List<NamedFormat> all() {
        return ALL;
    }

    static Optional<NamedFormat> of(String name) {
        return ALL.stream().filter(each -> each.name.equals(name)).findFirst();
    }

    private static String prefix(String text) {
        return text.endsWith("-") ? text.substring(0, text.length() - 1) + "a" : text;
    }

    private static List<String> matches(String text, String pattern, String problem) {
        return text.matches(pattern) ? List.of() : List.of(problem);
    }
}
