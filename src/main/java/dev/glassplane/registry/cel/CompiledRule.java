package dev.glassplane.registry.cel;

import dev.cel.runtime.CelRuntime;
import dev.glassplane.registry.schema.ValidationRule;
import java.util.Optional;

/**
 * A rule that can be run.
 *
 * @param rule        as it was written
 * @param program     gives true or false
 * @param message     gives the text of an error
 * @param usesOldSelf whether it is about a change
 */
record CompiledRule(ValidationRule rule, CelRuntime.Program program, Optional<CelRuntime.Program> message, boolean usesOldSelf) {

    /** @return what identifies the rule in errors */
    String shown() {
        return (rule.message().isEmpty() ? rule.rule() : rule.message()).strip();
    }
}
