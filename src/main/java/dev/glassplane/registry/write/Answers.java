package dev.glassplane.registry.write;

import dev.glassplane.registry.AnsweringKind;
import dev.glassplane.registry.ApiErrors;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.registry.kinds.ServedKind;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.Stored;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Creates of kinds that answer: nothing is stored. */
@Component
final class Answers {

    private final ObjectProvider<AnsweringKind> answering;
    private final Preparation preparation;
    private final Identities identities;
    private final RevisionLog log;

    Answers(ObjectProvider<AnsweringKind> answering, Preparation preparation, Identities identities, RevisionLog log) {
        this.answering = answering;
        this.preparation = preparation;
        this.identities = identities;
        this.log = log;
    }

    /** @return the object with its status, at the revision of the log before it was asked */
    Stored answer(ServedKind served, String namespace, ObjectNode object, WriteOptions options) {
        String resource = served.kind().resource();
        AnsweringKind answers = answering.stream().filter(each -> each.resource().equals(resource)).findFirst()
                .orElseThrow(() -> ApiErrors.internal("nothing answers " + resource));
        var revision = log.current();
        ObjectNode question = preparation.decode(served, object, options);
        question.remove("status");
        String prefix = Trees.meta(question, "generateName");
        if (Trees.meta(question, "name").isEmpty() && !prefix.isEmpty()) {
            Trees.metadata(question).put("name", identities.generate(resource, namespace, prefix));
        }
        if (served.kind().namespaced()) {
            Trees.metadata(question).put("namespace", namespace);
        }
        FieldErrors errors = new FieldErrors();
        served.schema().validate(question, Optional.empty(), errors, options.warnings());
        errors.throwIfAny(served.kind(), Trees.meta(question, "name"));
        return new Stored(new ObjectKey(resource, namespace, Trees.meta(question, "name")), revision, answers.answer(question));
    }
}
