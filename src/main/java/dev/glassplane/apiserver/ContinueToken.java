package dev.glassplane.apiserver;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.registry.ApiException;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Where the next page of a list begins, as an opaque text. The JSON inside has etcd's shape ({@code v}, {@code rv}, {@code start}).
 *
 * @param revision  of the snapshot
 * @param namespace of the last object sent, empty for cluster-scoped kinds
 * @param name      of the last object sent
 */
record ContinueToken(Revision revision, String namespace, String name) {

    private static final String VERSION = "meta.k8s.io/v1";

    static ContinueToken after(Revision revision, ObjectKey last) {
        return new ContinueToken(revision, last.namespace(), last.name());
    }

    String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(Json.object().put("v", VERSION)
                .put("rv", revision.value()).put("start", namespace.isEmpty() ? name : namespace + "/" + name)));
    }

    /** @throws ApiException 400 if the text is no token of ours */
    static ContinueToken parse(String text) {
        try {
            JsonNode node = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(text));
            String start = node.path("start").asString("");
            if (!node.path("v").asString("").equals(VERSION) || node.path("rv").asLong(0) <= 0 || start.isEmpty()) {
                throw invalid("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
            }
            int slash = start.indexOf('/');
            return new ContinueToken(new Revision(node.path("rv").longValue()), slash < 0 ? "" : start.substring(0, slash),
                    start.substring(slash + 1));
        } catch (IllegalArgumentException | JacksonException e) {
            throw invalid(e.getMessage());
        }
    }

    /** Whether an object comes after the last one sent. */
    boolean before(ObjectKey key) {
        int order = namespace.compareTo(key.namespace());
        return order != 0 ? order < 0 : name.compareTo(key.name()) < 0;
    }

    private static ApiException invalid(String why) {
        return Statuses.badRequest("continue key is not valid: " + why);
    }
}
