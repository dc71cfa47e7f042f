package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Who may what, and who is who. */
class AccessReviewTests extends ServerTest {

    @ParameterizedTest
    @ValueSource(strings = {"selfsubjectaccessreviews", "subjectaccessreviews"})
    void everythingIsAllowedAndTheReasonSaysWhy(String reviews) {
        Reply reply = post("/apis/authorization.k8s.io/v1/" + reviews,
                "{\"spec\":{\"resourceAttributes\":{\"verb\":\"delete\",\"resource\":\"nodes\"}}}");
        assertThat(reply.code()).isEqualTo(201);
        JsonNode status = reply.json().path("status");
        assertThat(status.path("allowed").asBoolean()).isTrue();
        assertThat(status.path("reason").asString()).contains("stored, not enforced").contains("limit: access");
        assertThat(reply.json().path("spec").path("resourceAttributes").path("verb").asString()).isEqualTo("delete");
    }

    @Test
    void rulesAndUser() {
        JsonNode rules = post("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", "{\"spec\":{\"namespace\":\"default\"}}").json().path("status");
        assertThat(rules.path("resourceRules").path(0).path("verbs").toString()).isEqualTo("[\"*\"]");
        assertThat(rules.path("incomplete").booleanValue()).isFalse();
        JsonNode user = post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}").json().path("status").path("userInfo");
        assertThat(user.path("groups").toString()).contains("system:masters");
        assertThat(get("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews").code()).isEqualTo(405);
    }

    @Test
    void tokensOfServiceAccountsAreRecognisedWhileTheAccountIsThere() {
        String accounts = "/api/v1/namespaces/" + namespace + "/serviceaccounts";
        post(accounts, "{\"metadata\":{\"name\":\"robot\"}}");
        Reply request = post(accounts + "/robot/token", "{\"spec\":{\"audiences\":[\"x\"],\"expirationSeconds\":1200}}");
        assertThat(request.code()).isEqualTo(201);
        assertThat(request.json().path("spec").path("expirationSeconds").asInt()).isEqualTo(1200);
        String token = request.json().path("status").path("token").asString();
        assertThat(review(token).path("user").path("username").asString()).isEqualTo("system:serviceaccount:" + namespace + ":robot");
        assertThat(review(token + "x").path("authenticated").asBoolean()).isFalse();
        assertThat(review("nonsense").path("error").asString()).contains("invalid bearer token");
        delete(accounts + "/robot");
        assertThat(review(token).path("authenticated").asBoolean()).isFalse();
        assertThat(post(accounts + "/absent/token", "{}").code()).isEqualTo(404);
    }

    private JsonNode review(String token) {
        return post("/apis/authentication.k8s.io/v1/tokenreviews", "{\"spec\":{\"token\":\"" + token + "\"}}").json().path("status");
    }

    @Test
    void rolesAreStored() {
        String rbac = "/apis/rbac.authorization.k8s.io/v1/";
        assertThat(post(rbac + "clusterroles", "{\"metadata\":{\"name\":\"test:reader\"},\"rules\":[{\"verbs\":[\"get\"],\"apiGroups\":[\"\"],\"resources\":[\"pods\"]}]}").code()).isEqualTo(201);
        Reply bad = post(rbac + "namespaces/" + namespace + "/rolebindings", "{\"metadata\":{\"name\":\"x\"},\"roleRef\":{\"kind\":\"Pod\",\"name\":\"\"}}");
        assertThat(bad.code()).isEqualTo(422);
        assertThat(bad.message()).contains("roleRef.kind: Unsupported value: \"Pod\": supported values: \"ClusterRole\", \"Role\"");
        delete(rbac + "clusterroles/test:reader");
    }
}
