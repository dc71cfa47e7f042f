package dev.glassplane.registry.schema;

import java.util.Optional;

/**
 * One of {@code x-kubernetes-validations}.
 *
 * @param rule              a CEL expression that must be true
 * @param message           what is said if it is not; may be empty
 * @param messageExpression a CEL expression that makes the message; may be empty
 * @param reason            word of the error's cause, empty for {@code FieldValueInvalid}
 * @param fieldPath         field below the rule's place that the error is about, for example {@code .spec.name}; may be empty
 * @param optionalOldSelf   whether {@code oldSelf} is an optional value, so that the rule runs for creates too
 */
public record ValidationRule(String rule, String message, String messageExpression, String reason, String fieldPath,
                             Optional<Boolean> optionalOldSelf) {}
