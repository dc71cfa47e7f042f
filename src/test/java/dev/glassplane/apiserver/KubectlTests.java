package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The commands that people use, with every kubectl from 1.27 to 1.33 that is on the machine. */
class KubectlTests extends ServerTest {

    private static final int NODES = 4;
    private static final String MANIFEST = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, labels: {app: web}}
            spec:
              replicas: %d
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{name: web, image: nginx, ports: [{containerPort: 80}]}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
            """;

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> everyVersionWorks() throws Exception {
        Map<Integer, Path> binaries = Kubectl.found();
        if (binaries.isEmpty()) {
            return Stream.of(dynamicTest("kubectl", () -> Assumptions.abort(
                    "no kubectl 1.27 to 1.33 on the PATH or in the directories of GLASSPLANE_KUBECTL")));
        }
        // Several, since the addresses of pods that are gone cool down for 30 s, as on EKS.
        for (int i = 1; i <= NODES; i++) {
            post("/api/v1/nodes", "{\"metadata\":{\"name\":\"node-kubectl-" + i + "\"}}");
        }
        Path kubeconfig = directory.resolve("kubeconfig");
        Files.writeString(kubeconfig, get("/kubeconfig").text());
        return binaries.entrySet().stream().map(entry -> dynamicTest("kubectl 1." + entry.getKey(), () -> {
            String name = namespace + "-" + entry.getKey();
            post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + name + "\"}}");
            new Session(new Kubectl(entry.getValue(), kubeconfig, name), directory.resolve(name)).run();
        }));
    }

    /** One version's walk through the commands. */
    private record Session(Kubectl kubectl, Path files) {

        void run() throws Exception {
            Files.createDirectories(files);
            about();
            apply();
            read();
            change();
            create();
            applyFromTheServersSide();
            watch();
            delete();
        }

        /** From 1.32 on these come in protobuf. */
        private void create() {
            assertThat(ok("create", "configmap", "made", "--from-literal=k=v")).contains("configmap/made created");
            assertThat(ok("create", "secret", "generic", "hidden", "--from-literal=p=q")).contains("secret/hidden created");
            assertThat(ok("create", "serviceaccount", "robot")).contains("serviceaccount/robot created");
            assertThat(ok("create", "deployment", "quick", "--image=nginx", "--replicas=0")).contains("deployment.apps/quick created");
            assertThat(ok("create", "service", "clusterip", "quick", "--tcp=80:8080")).contains("service/quick created");
            assertThat(ok("get", "svc", "quick", "-o", "jsonpath={.spec.ports[0].targetPort}")).isEqualTo("8080");
            assertThat(ok("create", "namespace", kubectl.namespace() + "-made")).contains("created");
            assertThat(ok("delete", "namespace", kubectl.namespace() + "-made", "--timeout=20s")).contains("deleted");
        }

        private void applyFromTheServersSide() throws Exception {
            String owned = file("owned.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: owned}\ndata: {a: one, b: two}\n");
            assertThat(ok("apply", "--server-side", "-f", owned)).contains("configmap/owned serverside-applied");
            assertThat(ok("patch", "configmap", "owned", "--field-manager=hand", "-p", "{\"data\":{\"a\":\"other\"}}")).contains("patched");
            Kubectl.Result conflict = kubectl.run("apply", "--server-side", "-f", owned);
            assertThat(conflict.code()).isNotZero();
            assertThat(conflict.out()).contains("Apply failed with 1 conflict: conflict with \"hand\" using v1: .data.a");
            assertThat(ok("apply", "--server-side", "--force-conflicts", "-f", owned)).contains("serverside-applied");
            file("owned.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: owned}\ndata: {a: one}\n");
            assertThat(ok("apply", "--server-side", "-f", owned)).contains("serverside-applied");
            assertThat(ok("get", "configmap", "owned", "-o", "jsonpath={.data}")).isEqualTo("{\"a\":\"one\"}");
            assertThat(ok("apply", "-f", owned)).as("and back").contains("configmap/owned");
        }

        private String ok(String... command) {
            Kubectl.Result result = kubectl.run(command);
            assertThat(result.code()).as("kubectl " + String.join(" ", command) + "\n" + result.out()).isZero();
            return result.out();
        }

        private String file(String name, String text) throws Exception {
            Path file = files.resolve(name);
            Files.writeString(file, text);
            return file.toString();
        }

        private void about() {
            assertThat(ok("version", "-o", "yaml")).contains("gitVersion: v1.36.0-eks-");
            assertThat(ok("cluster-info")).contains("is running at");
            assertThat(ok("api-resources")).contains("deployments").contains("endpointslices");
            assertThat(ok("explain", "service.spec.ports")).contains("targetPort");
        }

        private void apply() throws Exception {
            String two = file("two.yaml", MANIFEST.formatted(2));
            assertThat(ok("apply", "-f", two)).contains("deployment.apps/web created").contains("service/web created");
            assertThat(ok("apply", "-f", two)).contains("deployment.apps/web unchanged").contains("service/web unchanged");
            assertThat(ok("apply", "-f", file("three.yaml", MANIFEST.formatted(3)))).contains("deployment.apps/web configured")
                    .contains("service/web unchanged");
            assertThat(ok("rollout", "status", "deployment/web", "--timeout=20s")).contains("successfully rolled out");
            assertThat(ok("wait", "--for=condition=Available", "deployment/web", "--timeout=20s")).contains("condition met");
            String map = file("map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {key: before-edit}\n");
            assertThat(ok("create", "-f", map)).contains("configmap/settings created");
            Kubectl.Result wrong = kubectl.run("create", "-f", file("wrong.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\nspec: {}\n"));
            assertThat(wrong.code()).isNotZero();
            assertThat(wrong.out()).contains("unknown field \"spec\"");
        }

        private void read() {
            assertThat(ok("get", "deploy,svc,ep,endpointslices")).contains("3/3").contains("service/web").contains("endpoints/web");
            assertThat(ok("get", "pods", "-o", "wide")).contains("NOMINATED NODE").contains("Running").contains("node-kubectl");
            assertThat(ok("get", "pods", "-l", "app=web", "--field-selector", "status.phase=Running", "-o", "name").lines()).hasSize(3);
            assertThat(ok("get", "pods", "-l", "app notin (web)")).contains("No resources found");
            assertThat(ok("get", "pods", "-A")).contains("web-");
            assertThat(ok("get", "svc", "web", "-o", "jsonpath={.spec.ports[0].targetPort}")).isEqualTo("80");
            assertThat(ok("get", "deploy", "web", "-o", "yaml")).contains("kind: Deployment");
            assertThat(ok("describe", "svc", "web")).containsPattern("Selector: +app=web").contains("Endpoints:");
            assertThat(ok("describe", "deploy", "web")).containsPattern("3 desired \\| 3 updated \\| 3 total \\| 3 available");
            assertThat(ok("describe", "pods")).contains("node-kubectl").containsPattern("Status: +Running");
            assertThat(ok("describe", "node", "node-kubectl")).contains("node-kubectl");
            ok("get", "events");
            assertThat(ok("logs", "deploy/web")).contains("no image runs");
        }

        private void change() throws Exception {
            assertThat(ok("scale", "deploy/web", "--replicas=1")).contains("scaled");
            ok("rollout", "status", "deployment/web", "--timeout=20s");
            assertThat(ok("label", "svc", "web", "tier=front")).contains("service/web labeled");
            assertThat(ok("annotate", "svc", "web", "note=hello")).contains("service/web annotate");
            assertThat(ok("edit", "configmap", "settings")).contains("configmap/settings edited");
            assertThat(ok("get", "configmap", "settings", "-o", "jsonpath={.data.key}")).isEqualTo("after-edit");
            assertThat(ok("patch", "svc", "web", "-p", "{\"spec\":{\"ports\":[{\"port\":80,\"name\":\"web\"}]}}")).contains("patched");
            assertThat(ok("patch", "svc", "web", "--type=merge", "-p", "{\"spec\":{\"sessionAffinity\":\"ClientIP\"}}")).contains("patched");
            assertThat(ok("patch", "svc", "web", "--type=json", "-p", "[{\"op\":\"replace\",\"path\":\"/spec/ports/0/name\",\"value\":\"http\"}]"))
                    .contains("patched");
            assertThat(ok("get", "svc", "web", "-o", "jsonpath={.spec.ports[0].name} {.spec.sessionAffinity}")).isEqualTo("http ClientIP");
            assertThat(ok("set", "image", "deploy/web", "web=nginx:2")).contains("image updated");
            assertThat(ok("rollout", "status", "deployment/web", "--timeout=20s")).contains("successfully rolled out");
            assertThat(ok("replace", "-f", file("map2.yaml",
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {key: replaced}\n"))).contains("replaced");
        }

        private void watch() throws Exception {
            Process watching = kubectl.start("get", "configmaps", "-w");
            try (BufferedReader lines = watching.inputReader()) {
                String line = lines.readLine();
                while (line != null && !line.startsWith("settings")) {
                    line = lines.readLine();
                }
                ok("create", "-f", file("watched.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: watched}\n"));
                do {
                    line = lines.readLine();
                } while (line != null && !line.startsWith("watched"));
                assertThat(line).startsWith("watched");
            } finally {
                watching.destroy();
            }
        }

        private void delete() {
            assertThat(ok("delete", "pods", "--all", "--timeout=20s")).contains("deleted");
            assertThat(ok("delete", "-f", files.resolve("three.yaml").toString(), "--timeout=20s")).contains("deployment.apps \"web\" deleted");
            assertThat(ok("delete", "configmap", "settings", "watched")).contains("configmap \"settings\" deleted");
            assertThat(kubectl.run("get", "deploy", "web").out()).contains("Error from server (NotFound): deployments.apps \"web\" not found");
        }
    }
}
