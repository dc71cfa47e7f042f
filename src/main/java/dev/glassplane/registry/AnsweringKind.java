package dev.glassplane.registry;

import tools.jackson.databind.node.ObjectNode;

/**
 * A kind whose create is a question: the answer comes back in {@code status} and nothing is stored, the way SelfSubjectAccessReview works.
 * Modules that answer questions provide a bean of this type; it supports no verb but create.
 */
public interface AnsweringKind {

    /** @return {@link Kind#resource()} of the kind, for example {@code packettraces.glassplane.dev} */
    String resource();

    /**
     * @param object the request after schema check and defaulting
     * @return a copy with {@code status} filled in
     * @throws ApiException if the question is wrong
     */
    ObjectNode answer(ObjectNode object);
}
