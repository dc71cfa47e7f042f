package dev.glassplane.proxy.iptables;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.image.Node;
import dev.glassplane.linux.netfilter.IptablesSave;
import dev.glassplane.linux.netfilter.Netfilter;
import dev.glassplane.linux.netfilter.RuleSet;
import dev.glassplane.net.Family;
import dev.glassplane.proxy.ProxyView;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

    /** @return everything that kube-proxy programs on the node */
    public static Netfilter program(ClusterImage image, String node) {
        Node found = image.node(node).orElseThrow();
        NodeFacts facts = new NodeFacts(found, found.internalIps());
        IptablesProgrammer programmer = new IptablesProgrammer();
        RuleSet rules = RuleSet.EMPTY;
        Set<ObjectKey> causes = new TreeSet<>(programmer.causes(image));
        for (ObjectKey cause : causes) {
            Optional<ProxyView<ProxyContext>> view = programmer.view(cause, image);
            if (view.isPresent()) {
                rules = rules.with(programmer.program(cause, view.get(), facts).chains());
            }
        }
        return Netfilter.of(List.of(rules));
    }

    /** @return what {@code iptables-save} (or {@code ip6tables-save}) prints on the node */
    public static String save(ClusterImage image, String node, Family family) {
        return IptablesSave.print(program(image, node), family);
    }
}
