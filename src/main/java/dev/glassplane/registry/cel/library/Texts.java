package dev.glassplane.registry.cel.library;

import static dev.glassplane.registry.cel.library.Types.FORMAT;
import static dev.glassplane.registry.cel.library.Types.TEXTS;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Regular expressions, named formats and {@code format}. */
final class Texts {

    private Texts() {}

    static List<Function> functions() {
        List<Function> functions = new ArrayList<>(List.of(
                Function.named("find").member("string_find_string", SimpleType.STRING, args -> find((String) args[0], (String) args[1]),
                        SimpleType.STRING, SimpleType.STRING),
                Function.named("findAll")
                        .member("string_find_all_string", TEXTS, args -> findAll((String) args[0], (String) args[1], -1), SimpleType.STRING, SimpleType.STRING)
                        .member("string_find_all_string_int", TEXTS, args -> findAll((String) args[0], (String) args[1], (Long) args[2]),
                                SimpleType.STRING, SimpleType.STRING, SimpleType.INT),
                Function.named("format").member("string_format", SimpleType.STRING, args -> Printf.format((String) args[0], (List<?>) args[1]),
                        SimpleType.STRING, ListType.create(SimpleType.DYN)),
                Function.named("format.named").global("format_named", OptionalType.create(FORMAT), args -> NamedFormat.of((String) args[0]),
                        SimpleType.STRING),
                Function.named("validate").member("format_validate", OptionalType.create(TEXTS), args -> validate((NamedFormat) args[0], (String) args[1]),
                        FORMAT, SimpleType.STRING)));
        NamedFormat.all().forEach(each -> functions.add(Function.named("format." + each.name())
                .global("format_" + each.name(), FORMAT, _ -> each)));
        return functions;
    }

    private static String find(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? matcher.group() : "";
    }

    private static List<String> findAll(String text, String pattern, long most) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        List<String> found = new ArrayList<>();
        while ((most < 0 || found.size() < most) && matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    private static Optional<List<String>> validate(NamedFormat format, String text) {
        return Optional.of(format.check().apply(text)).filter(problems -> !problems.isEmpty());
    }
}
