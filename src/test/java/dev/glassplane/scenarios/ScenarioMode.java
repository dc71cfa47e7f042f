package dev.glassplane.scenarios;

import dev.glassplane.proxy.ProxyMode;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Sets the service mode of a scenario in its kube-proxy configuration, whatever else that says. */
final class ScenarioMode {

    private static final String NAME = "kube-proxy-config";
    private static final String EMPTY = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n";

    private ScenarioMode() {}

    static List<ObjectNode> set(List<ObjectNode> objects, ProxyMode mode) {
        List<ObjectNode> all = new ArrayList<>();
        objects.forEach(object -> all.add(object.deepCopy()));
        ObjectNode map = all.stream().filter(ScenarioMode::isConfiguration).findFirst().orElseGet(() -> {
            ObjectNode fresh = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
            fresh.putObject("metadata").put("namespace", "kube-system").put("name", NAME);
            fresh.putObject("data").put("config", EMPTY);
            all.add(fresh);
            return fresh;
        });
        ObjectNode data = (ObjectNode) map.get("data");
        String rest = data.get("config").stringValue().lines().filter(line -> !line.startsWith("mode:")).reduce("", (a, b) -> a + b + "\n");
        data.put("config", rest + "mode: " + mode.word() + "\n");
        return all;
    }

    private static boolean isConfiguration(ObjectNode object) {
        return object.path("kind").asString("").equals("ConfigMap") && object.path("metadata").path("name").asString("").equals(NAME);
    }
}
