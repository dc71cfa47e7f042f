package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Server-side apply over HTTP. */
class ServerSideApplyTests extends ServerTest {

    private static final String APPLY = "application/apply-patch+yaml";

    private Reply apply(String resource, String manager, String yaml) {
        return patch(path(resource) + "?fieldManager=" + manager, APPLY, yaml);
    }

    private String path(String resource) {
        return (resource.startsWith("deployments") ? "/apis/apps/v1" : "/api/v1") + "/namespaces/" + namespace + "/" + resource;
    }

    private static String deployment(int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: nginx, ports: [{containerPort: 80}]}]}
                """.formatted(replicas);
    }

    private static JsonNode entry(Reply reply, String manager) {
        return reply.json().path("metadata").path("managedFields").valueStream()
                .filter(each -> each.path("manager").asString().equals(manager)).findFirst().orElseThrow(() -> new AssertionError(reply.text()));
    }

    @Test
    void theFirstApplyCreatesAndOwnsWhatItSays() {
        Reply made = apply("deployments/web", "ci", deployment(0));
        assertThat(made.code()).isEqualTo(201);
        JsonNode entry = entry(made, "ci");
        assertThat(entry.path("operation").asString()).isEqualTo("Apply");
        JsonNode spec = entry.path("fieldsV1").path("f:spec");
        assertThat(spec.propertyNames()).containsExactlyInAnyOrder("f:replicas", "f:selector", "f:template");
        assertThat(spec.path("f:selector").isEmpty()).as("a label selector has one owner").isTrue();
        assertThat(spec.path("f:template").path("f:spec").path("f:containers").path("k:{\"name\":\"web\"}").path("f:ports")
                .has("k:{\"containerPort\":80,\"protocol\":\"TCP\"}")).isTrue();
    }

    @Test
    void theSameAgainWritesNothing() {
        String map = "apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n";
        assertThat(apply("configmaps/same", "ci", map).revision()).isEqualTo(apply("configmaps/same", "ci", map).revision());
        assertThat(entry(apply("configmaps/same", "other", map), "ci")).as("both own it now").isNotNull();
    }

    @Test
    void aConflictNamesManagerVersionAndField() {
        apply("deployments/web", "ci", deployment(0));
        patch(path("deployments/web/scale") + "?fieldManager=autoscaler", "application/merge-patch+json", "{\"spec\":{\"replicas\":3}}");
        Reply refused = apply("deployments/web", "ci", deployment(0));
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.message()).isEqualTo(
                "Apply failed with 1 conflict: conflict with \"autoscaler\" with subresource \"scale\" using apps/v1: .spec.replicas");
        JsonNode cause = refused.json().path("details").path("causes").path(0);
        assertThat(cause.path("reason").asString()).isEqualTo("FieldManagerConflict");
        assertThat(cause.path("field").asString()).isEqualTo(".spec.replicas");
        Reply forced = patch(path("deployments/web") + "?fieldManager=ci&force=true", APPLY, deployment(0));
        assertThat(forced.json().path("spec").path("replicas").asInt()).isZero();
        assertThat(forced.text()).doesNotContain("autoscaler");
    }

    @Test
    void createAndPatchOwnDefaultsAndChanges() {
        Reply created = post(path("services") + "?fieldManager=maker", """
                {"metadata":{"name":"s","labels":{"a":"b"}},"spec":{"ports":[{"port":80}],"selector":{"a":"b"}}}""");
        JsonNode fields = entry(created, "maker").path("fieldsV1");
        assertThat(fields.path("f:metadata").path("f:labels").toString()).isEqualTo("{\".\":{},\"f:a\":{}}");
        assertThat(fields.path("f:spec").propertyNames()).contains("f:type", "f:sessionAffinity", "f:ports", "f:selector")
                .doesNotContain("f:clusterIP", ".");
        Reply patched = patch(path("services/s") + "?fieldManager=changer", "application/merge-patch+json",
                "{\"spec\":{\"sessionAffinity\":\"ClientIP\"}}");
        assertThat(entry(patched, "changer").path("fieldsV1").path("f:spec").has("f:sessionAffinity")).isTrue();
        assertThat(entry(patched, "maker").path("fieldsV1").path("f:spec").has("f:sessionAffinity")).isFalse();
    }

    @Test
    void clientSideAppliedFieldsGoOverToKubectlWithoutConflict() {
        post(configMaps() + "?fieldManager=kubectl-client-side-apply", """
                {"metadata":{"name":"c","annotations":{"kubectl.kubernetes.io/last-applied-configuration":
                "{\\"apiVersion\\":\\"v1\\",\\"kind\\":\\"ConfigMap\\",\\"metadata\\":{\\"name\\":\\"c\\"},\\"data\\":{\\"k\\":\\"v\\"}}"}},"data":{"k":"v"}}""");
        String wanted = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {k: w}\n";
        assertThat(apply("configmaps/c", "somebody", wanted).code()).isEqualTo(409);
        assertThat(apply("configmaps/c", "kubectl", wanted).code()).isEqualTo(200);
    }

    @Test
    void dryRunChangesNothing() {
        assertThat(patch(path("configmaps/d") + "?fieldManager=x&dryRun=All", APPLY, "apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n").code())
                .isEqualTo(201);
        assertThat(get(path("configmaps/d")).code()).isEqualTo(404);
    }

    @Test
    void managedFieldsCanBeCleared() {
        apply("configmaps/e", "x", "apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n");
        Reply cleared = patch(path("configmaps/e"), "application/merge-patch+json", "{\"metadata\":{\"managedFields\":[{}]}}");
        assertThat(cleared.json().path("metadata").has("managedFields")).isFalse();
        Reply again = apply("configmaps/e", "y", "apiVersion: v1\nkind: ConfigMap\ndata: {c: d}\n");
        assertThat(entry(again, "before-first-apply").path("fieldsV1").path("f:data").has("f:a")).isTrue();
    }

    @Test
    void badRequestsSayWhy() {
        String map = "apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n";
        assertThat(patch(path("configmaps/f"), APPLY, map).message()).endsWith("fieldManager: Required value: is required for apply patch");
        assertThat(apply("configmaps/f", "x", "apiVersion: v1\nkind: ConfigMap\nmetadata: {managedFields: [{}]}\n").message())
                .isEqualTo("metadata.managedFields must be nil");
        Reply unknown = apply("configmaps/f", "x", map + "spec: {}\n");
        assertThat(unknown.code()).isEqualTo(500);
        assertThat(unknown.message()).isEqualTo("failed to create typed patch object (" + namespace
                + "/f; v1, Kind=ConfigMap): .spec: field not declared in schema");
        assertThat(patch(path("configmaps/f") + "?fieldManager=x", "application/apply-patch+cbor", map).code()).isEqualTo(415);
        assertThat(patch(path("configmaps/f") + "?force=true", "application/merge-patch+json", "{}").message())
                .endsWith("force: Forbidden: may not be specified for non-apply patch");
    }
}
