package dev.glassplane.trace.render;

import dev.glassplane.trace.whynot.Fix;
import dev.glassplane.trace.whynot.WhyNot;
import dev.glassplane.trace.whynot.WhyNot.Remedy;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** What stands in the way and what would clear it, as JSON and as text below a trace. */
public final class WhyNotRender {

    private static final int CHANGES_SHOWN = 5;
    private static final YAMLMapper YAML = YAMLMapper.builder().disable(YAMLWriteFeature.WRITE_DOC_START_MARKER).enable(YAMLWriteFeature.MINIMIZE_QUOTES).enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS).build();

    private WhyNotRender() {}

    /** @return the member {@code whyNot} of an answer */
    public static ObjectNode json(WhyNot whyNot) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("sentence", whyNot.sentence());
        ArrayNode blockers = json.putArray("blockers");
        whyNot.blockers().forEach(blocker -> {
            ObjectNode entry = blockers.addObject().put("outcome", blocker.outcome().name());
            blocker.code().ifPresent(code -> entry.put("code", code.name()));
            entry.put("device", blocker.device()).put("object", blocker.object()).put("sentence", blocker.sentence());
        });
        ArrayNode remedies = json.putArray("remedies");
        whyNot.remedies().forEach(remedy -> {
            ObjectNode entry = remedies.addObject();
            ArrayNode edits = entry.putArray("edits");
            remedy.fixes().forEach(fix -> {
                ObjectNode edit = edits.addObject().put("sentence", fix.sentence()).put("kind", fix.kind()).put("ns", fix.object().namespace())
                        .put("name", fix.object().name());
                fix.patch().ifPresentOrElse(patch -> {
                    edit.set("patch", patch);
                    edit.put("yaml", YAML.writeValueAsString(patch));
                }, () -> edit.put("delete", true));
            });
            entry.put("asked", remedy.asked());
            ArrayNode changed = entry.putArray("alsoChanges");
            remedy.changed().forEach(changed::add);
        });
        return json.put("tried", whyNot.tried()).put("complete", whyNot.complete());
    }

    /** @return lines below a trace; every line ends with a line end */
    public static String text(WhyNot whyNot) {
        StringBuilder text = new StringBuilder("\nwhy not: ").append(whyNot.sentence()).append('\n');
        for (int i = 0; i < whyNot.blockers().size(); i++) {
            WhyNot.Blocker blocker = whyNot.blockers().get(i);
            text.append("blocker ").append(i + 1).append(i == 0 ? ":  " : " (once those before are cleared): ").append(blocker.outcome())
                    .append(blocker.code().map(code -> " " + code).orElse("")).append(": ").append(blocker.sentence()).append('\n');
        }
        for (int i = 0; i < whyNot.remedies().size(); i++) {
            remedy(text, i + 1, whyNot.remedies().get(i));
        }
        return text.toString();
    }

    /** Short, unless kubectl would take it for another kind. */
    private static String resource(String full) {
        return full.startsWith("networkpolicies.crd.") ? full : full.split("\\.")[0];
    }

    private static void remedy(StringBuilder text, int number, Remedy remedy) {
        text.append("remedy ").append(number).append(": ").append(remedy.fixes().stream().map(Fix::sentence).collect(Collectors.joining("; and ")))
                .append("; changes ").append(remedy.changed().size()).append(" of ").append(remedy.asked()).append(" other questions\n");
        for (Fix fix : remedy.fixes()) {
            String object = resource(fix.object().resource()) + ' ' + fix.object().name() + (fix.object().namespace().isEmpty() ? "" : " -n " + fix.object().namespace());
            fix.patch().ifPresentOrElse(patch -> {
                text.append("    # kubectl patch ").append(object).append(" --type merge --patch-file FILE, with\n");
                YAML.writeValueAsString(patch).lines().forEach(line -> text.append("    ").append(line).append('\n'));
            }, () -> text.append("    # kubectl delete ").append(object).append('\n'));
        }
        remedy.changed().stream().limit(CHANGES_SHOWN).forEach(change -> text.append("    also: ").append(change).append('\n'));
        if (remedy.changed().size() > CHANGES_SHOWN) {
            text.append("    also: ").append(remedy.changed().size() - CHANGES_SHOWN).append(" more\n");
        }
    }
}
