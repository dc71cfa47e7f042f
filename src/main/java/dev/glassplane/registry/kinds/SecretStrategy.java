package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.DataValidation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/** Secrets; {@code stringData} becomes {@code data}. */
final class SecretStrategy implements Strategy {

    @Override
    public void defaults(ObjectNode object) {
        Defaults.text(object, "type", "Opaque");
        if (object.get("stringData") instanceof ObjectNode texts) {
            ObjectNode data = Defaults.object(object, "data");
            texts.properties().forEach(each -> data.put(each.getKey(),
                    Base64.getEncoder().encodeToString(each.getValue().asString("").getBytes(StandardCharsets.UTF_8))));
            object.remove("stringData");
        }
    }

    @Override
    public void validate(ObjectNode object, FieldErrors errors) {
        DataValidation.secret(object, errors);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode before, FieldErrors errors) {
        if (!object.path("type").equals(before.path("type"))) {
            errors.invalid("type", object.path("type"), "field is immutable");
        }
        DataValidation.immutable(object, before, errors);
    }
}
