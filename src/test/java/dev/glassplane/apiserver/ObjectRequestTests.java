package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Create, read, replace, patch, delete over HTTP. */
class ObjectRequestTests extends ServerTest {

    @Test
    void anObjectsLife() {
        Reply created = post(configMaps(), configMap("a", "one"));
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        assertThat(created.header("Content-Type")).isEqualTo("application/json");
        assertThat(created.json().path("metadata").path("uid").asString()).isNotEmpty();

        Reply read = get(configMaps() + "/a");
        assertThat(read.json()).isEqualTo(created.json());

        Reply replaced = put(configMaps() + "/a", configMap("a", "two"));
        assertThat(replaced.code()).as(replaced.text()).isEqualTo(200);
        assertThat(replaced.json().path("data").path("k").asString()).isEqualTo("two");

        Reply patched = patch(configMaps() + "/a", "application/merge-patch+json", "{\"data\":{\"k\":null,\"l\":\"x\"}}");
        assertThat(patched.json().path("data").toString()).isEqualTo("{\"l\":\"x\"}");
        patched = patch(configMaps() + "/a", "application/json-patch+json", "[{\"op\":\"add\",\"path\":\"/data/m\",\"value\":\"y\"}]");
        assertThat(patched.json().path("data").size()).isEqualTo(2);
        patched = patch(configMaps() + "/a", "application/strategic-merge-patch+json; charset=utf-8", "{\"metadata\":{\"labels\":{\"z\":\"1\"}}}");
        assertThat(patched.json().path("metadata").path("labels").size()).isEqualTo(2);

        Reply deleted = delete(configMaps() + "/a");
        assertThat(deleted.code()).isEqualTo(200);
        assertThat(deleted.json().path("kind").asString()).isEqualTo("Status");
        assertThat(deleted.json().path("details").path("kind").asString()).isEqualTo("configmaps");
        assertThat(get(configMaps() + "/a").code()).isEqualTo(404);
    }

    @Test
    void kindAndVersionMayBeLeftOutButMustFit() {
        assertThat(post(configMaps(), "{\"metadata\":{\"name\":\"a\"}}").code()).isEqualTo(201);
        Reply wrong = post(configMaps(), "{\"apiVersion\":\"apps/v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"b\"}}");
        assertThat(wrong.code()).isEqualTo(400);
        assertThat(wrong.message()).isEqualTo("the API version in the data (apps/v1) does not match the expected API version (v1)");
        assertThat(post(configMaps(), "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"b\"}}").code()).isEqualTo(400);
        assertThat(get(configMaps() + "/b").code()).isEqualTo(404);
    }

    @Test
    void statusesOfFailedRequests() {
        Reply missing = get(configMaps() + "/absent");
        assertThat(missing.json().toString()).isEqualTo("""
                {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"configmaps \\"absent\\" not found",\
                "reason":"NotFound","details":{"name":"absent","kind":"configmaps"},"code":404}""");
        post(configMaps(), configMap("a", "one"));
        Reply again = post(configMaps(), configMap("a", "one"));
        assertThat(again.code()).isEqualTo(409);
        assertThat(again.json().path("reason").asString()).isEqualTo("AlreadyExists");
        assertThat(again.message()).isEqualTo("configmaps \"a\" already exists");
    }

    @Test
    void yamlInAndOut() {
        Reply created = post(configMaps(), "metadata: {name: y}\ndata: {mode: \"0644\", on: \"yes\"}\n", "Content-Type", "application/yaml");
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        Reply yaml = get(configMaps() + "/y", "Accept", "application/yaml");
        assertThat(yaml.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(yaml.text()).contains("kind: ").contains("mode: \"0644\"").doesNotStartWith("{").contains("\nmetadata:\n");
    }

    @Test
    void dryRunStoresNothing() {
        assertThat(post(configMaps() + "?dryRun=All", configMap("dry", "one")).code()).isEqualTo(201);
        assertThat(get(configMaps() + "/dry").code()).isEqualTo(404);
        Reply wrong = post(configMaps() + "?dryRun=Some", configMap("dry", "one"));
        assertThat(wrong.code()).isEqualTo(422);
        assertThat(wrong.message()).contains("dryRun: Unsupported value: \"Some\": supported values: \"All\"");
        assertThat(post(configMaps() + "?fieldValidation=Loose", configMap("dry", "one")).code()).isEqualTo(422);
    }

    @Test
    void fieldsThatComeTwiceOrAreUnknown() {
        String twice = "{\"metadata\":{\"name\":\"a\",\"name\":\"b\"}}";
        Reply strict = post(configMaps() + "?fieldValidation=Strict", twice);
        assertThat(strict.code()).isEqualTo(400);
        assertThat(strict.message()).contains("strict decoding error: duplicate field \"metadata.name\"");
        Reply warned = post(configMaps(), twice);
        assertThat(warned.code()).isEqualTo(201);
        assertThat(warned.header("Warning")).isEqualTo("299 - \"duplicate field \\\"metadata.name\\\"\"");
        String unknown = "{\"metadata\":{\"name\":\"c\"},\"dat\":{}}";
        assertThat(post(configMaps() + "?fieldValidation=Strict", unknown).message()).contains("strict decoding error: unknown field \"dat\"");
        assertThat(post(configMaps(), unknown).header("Warning")).isEqualTo("299 - \"unknown field \\\"dat\\\"\"");
    }

    @Test
    void collectionsAreDeletedBySelector() {
        for (String name : new String[] {"a", "b", "c"}) {
            post(configMaps(), configMap(name, name.equals("c") ? "keep" : "drop"));
        }
        Reply deleted = delete(configMaps() + "?labelSelector=app%3Ddrop");
        assertThat(deleted.code()).isEqualTo(200);
        assertThat(deleted.json().path("items").size()).isEqualTo(2);
        JsonNode left = get(configMaps() + "?labelSelector=app").json().path("items");
        assertThat(left.size()).isEqualTo(1);
        assertThat(left.path(0).path("metadata").path("name").asString()).isEqualTo("c");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "application/json | {\"metadata\": | 400 | unexpected end of JSON input",
        "application/json | ~~ | 400 | unexpected end of JSON input",
        "application/json | {a} | 400 | was expecting double-quote to start property name at line 1",
        "application/json | [1] | 400 | cannot unmarshal array",
        "application/yaml | a: [1 | 400 | error converting YAML to JSON",
        "application/yaml | a: &a [*a] | 400 | error converting YAML to JSON",
        "application/vnd.kubernetes.protobuf | k8s | 400 | does not appear to be a protobuf message",
        "text/plain | {} | 415 | accepted media types include: application/json, application/yaml",
        "application/json; charset=nonsense | {} | 415 | the charset \"nonsense\" is unknown"})
    void bodiesThatCannotBeRead(String type, String body, int code, String message) {
        Reply reply = send("POST", configMaps(), body.isEmpty() ? " " : body, "Content-Type", type);
        assertThat(reply.code()).as(reply.text()).isEqualTo(code);
        assertThat(reply.json().path("kind").asString()).isEqualTo("Status");
        assertThat(reply.message()).contains(message);
        assertThat(get(configMaps() + "?fieldSelector=metadata.name!=kube-root-ca.crt").json().path("items").size()).isZero();
    }

    @Test
    void bodiesThatAreTooLargeOrTooDeep() {
        Reply large = post(configMaps(), configMap("a", "x".repeat(4 * 1024 * 1024)));
        assertThat(large.code()).isEqualTo(413);
        assertThat(large.json().path("reason").asString()).isEqualTo("RequestEntityTooLarge");
        Reply deep = post(configMaps(), "{\"metadata\":{\"name\":\"a\"},\"data\":" + "[".repeat(200) + "]".repeat(200) + "}");
        assertThat(deep.code()).isEqualTo(400);
        assertThat(deep.message()).contains("nesting depth");
        assertThat(get(configMaps() + "/a").code()).isEqualTo(404);
    }

    @Test
    void patchesThatAreNotTaken() {
        post(configMaps(), configMap("a", "one"));
        String revision = get(configMaps() + "/a").revision();
        Reply plain = patch(configMaps() + "/a", "application/json", "{}");
        assertThat(plain.code()).isEqualTo(415);
        assertThat(plain.text()).isEqualTo("415: Unsupported Media Type");
        assertThat(patch(configMaps() + "/a", "application/json-patch+json", "{}").code()).isEqualTo(400);
        assertThat(patch(configMaps() + "/a", "application/merge-patch+json", "[]").code()).isEqualTo(400);
        Reply failing = patch(configMaps() + "/a", "application/json-patch+json", "[{\"op\":\"test\",\"path\":\"/data/k\",\"value\":\"no\"}]");
        assertThat(failing.code()).isEqualTo(422);
        assertThat(get(configMaps() + "/a").revision()).isEqualTo(revision);
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/unknown", "/apis/unknown.example/v1", "/apis/apps/v9/deployments", "/api/v2", "/api/v1/namespaces/default/nodes",
        "/api/v1/pods/a", "/apis/apps/v1/namespaces/default/deployments/x/unknown", "/openapi/v3/apis/unknown/v1", "/openapi/v4"})
    void unknownPaths(String path) {
        Reply reply = get(path);
        assertThat(reply.code()).isEqualTo(404);
        assertThat(reply.text()).isEqualTo("404 page not found\n");
        assertThat(reply.header("Content-Type")).startsWith("text/plain");
    }

    @Test
    void methodsAndMediaTypesThatAreNotServed() {
        assertThat(send("POST", configMaps() + "/a", "{}").code()).isEqualTo(405);
        assertThat(post("/api/v1/configmaps", "{}").message()).isEqualTo("the server does not allow this method on the requested resource");
        Reply html = get(configMaps(), "Accept", "text/html");
        assertThat(html.code()).isEqualTo(406);
        assertThat(html.text()).startsWith("406: Not Acceptable");
        assertThat(get("/api/v1/pods?labelSelector=a%20like%20b").code()).isEqualTo(400);
        assertThat(get("/api/v1/pods?fieldSelector=spec.foo=1").message()).isEqualTo("field label not supported: spec.foo");
        assertThat(get("/api/v1/pods?limit=x").code()).isEqualTo(400);
    }

    @Test
    void deprecatedKindsWarn() {
        assertThat(get("/api/v1/namespaces/" + namespace + "/endpoints").header("Warning"))
                .isEqualTo("299 - \"v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\"");
    }

    @Test
    void whatWouldNeedARunningContainerIsRefused() {
        String pods = "/api/v1/namespaces/" + namespace + "/pods";
        Reply pod = post(pods, "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]}}");
        assertThat(pod.code()).as(pod.text()).isEqualTo(201);
        Reply exec = post(pods + "/p/exec?command=sh", "");
        assertThat(exec.code()).isEqualTo(400);
        assertThat(exec.message()).isEqualTo("exec is not available: pods are emulated and no container runs (limit: containers)");
        assertThat(get(pods + "/p/log").text()).contains("no image runs");
        assertThat(get(pods + "/p/log?container=z").code()).isEqualTo(400);
        assertThat(get(pods + "/absent/log").code()).isEqualTo(404);
    }
}
