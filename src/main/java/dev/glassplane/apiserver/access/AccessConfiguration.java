package dev.glassplane.apiserver.access;

import dev.glassplane.apiserver.security.ServerAccess;
import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.registry.AnsweringKind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.Stored;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The reviews of {@code authorization.k8s.io} and {@code authentication.k8s.io}. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    @Bean
    AnsweringKind selfSubjectAccessReview() {
        return new AccessReview("selfsubjectaccessreviews.authorization.k8s.io", AccessReview::allowed);
    }

    @Bean
    AnsweringKind subjectAccessReview() {
        return new AccessReview("subjectaccessreviews.authorization.k8s.io", AccessReview::allowed);
    }

    @Bean
    AnsweringKind localSubjectAccessReview() {
        return new AccessReview("localsubjectaccessreviews.authorization.k8s.io", AccessReview::allowed);
    }

    @Bean
    AnsweringKind selfSubjectRulesReview() {
        return new AccessReview("selfsubjectrulesreviews.authorization.k8s.io", AccessReview::everything);
    }

    @Bean
    AnsweringKind selfSubjectReview() {
        return new AccessReview("selfsubjectreviews.authentication.k8s.io", AccessReview::whoAsks);
    }

    /** A token is known if it is the server's own or was issued to a service account that is still there. */
    @Bean
    AnsweringKind tokenReview(ServerAccess access, ServiceAccountTokens tokens, Kinds kinds, Objects objects) {
        return new AccessReview("tokenreviews.authentication.k8s.io", question -> {
            String token = question.path("spec").path("token").asString("");
            String server = access.token();
            if (!server.isEmpty() && token.equals(server)) {
                return AccessReview.whoAsks(question).put("authenticated", true);
            }
            ObjectNode status = Json.object();
            Optional<JsonNode> account = tokens.claims(token).map(claims -> claims.path("kubernetes.io"))
                    .filter(bound -> isThere(kinds, objects, bound));
            if (account.isEmpty()) {
                return status.put("authenticated", false).put("error", "invalid bearer token: neither the server's own nor one that it has issued");
            }
            String namespace = account.get().path("namespace").asString("");
            JsonNode bound = account.get().path("serviceaccount");
            ObjectNode user = status.put("authenticated", true).putObject("user")
                    .put("username", "system:serviceaccount:" + namespace + ":" + bound.path("name").asString(""))
                    .put("uid", bound.path("uid").asString(""));
            user.putArray("groups").add("system:serviceaccounts").add("system:serviceaccounts:" + namespace).add("system:authenticated");
            return status;
        });
    }

    private static boolean isThere(Kinds kinds, Objects objects, JsonNode bound) {
        Optional<Stored> account = objects.get(kinds.named("serviceaccounts"), bound.path("namespace").asString(""),
                bound.path("serviceaccount").path("name").asString(""));
        return account.isPresent() && account.get().object().path("metadata").path("uid").equals(bound.path("serviceaccount").path("uid"));
    }
}
