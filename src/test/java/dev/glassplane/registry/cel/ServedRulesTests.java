package dev.glassplane.registry.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.kinds.ServedKinds;
import dev.glassplane.registry.schema.KindSchema;
import org.junit.jupiter.api.Test;

/** The rules of the kinds that this server brings along. */
class ServedRulesTests {

    @Test
    void allCompile() {
        ServedKinds kinds = new ServedKinds();
        kinds.all().forEach(kind -> {
            KindSchema schema = kinds.served(kind).schema();
            if (schema instanceof RuledSchema ruled) {
                FieldErrors errors = new FieldErrors();
                ruled.compile(kind.apiVersion() + " " + kind.name(), errors);
                assertThat(errors.causes()).as(kind.name()).isEmpty();
            }
        });
    }
}
