package dev.glassplane.proxy;

import dev.glassplane.dataplane.TestDataplane;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.linux.netfilter.IptablesSave;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Family;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** One node as kube-proxy programs it from manifests. */
public final class ProgrammedNode {

    private static final YAMLMapper YAML = new YAMLMapper();

    private ProgrammedNode() {}

    /** @return the objects of a YAML text */
    public static List<ObjectNode> objects(String yaml) {
        List<ObjectNode> objects = new ArrayList<>();
        try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
            documents.forEachRemaining(document -> {
                if (document instanceof ObjectNode object) {
                    objects.add(object);
                }
            });
        }
        return objects;
    }

    /** @return the ConfigMap with these fields of a KubeProxyConfiguration beside apiVersion and kind */
    public static ObjectNode configMap(String fields) {
        ObjectNode map = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata").put("namespace", "kube-system").put("name", "kube-proxy-config");
        map.putObject("data").put("config", "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n" + fields);
        return map;
    }

    /** @return the image of the manifests and the settings */
    public static ClusterImage image(String yaml, String settings) {
        List<ObjectNode> objects = objects(yaml);
        objects.add(configMap(settings));
        return ClusterImages.of(objects);
    }

    /** @return everything that kube-proxy programs on the node, in the mode that it runs; the node has its InternalIPs and no other device */
    public static HostState program(ClusterImage image, String node) {
        return new TestDataplane(ProxyProgrammers.all(), (found, _) -> found.internalIps()).publishAll(image).current().nodes().get(node).host();
    }

    /** @return what {@code iptables-save} (or {@code ip6tables-save}) prints on the node */
    public static String save(ClusterImage image, String node, Family family) {
        return IptablesSave.print(program(image, node).netfilter(), family);
    }
}
