package dev.glassplane.proxy;

import dev.glassplane.image.LastGoodConfiguration;
import dev.glassplane.dataplane.ServiceModes;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.image.Node;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Modes as kube-proxy's ConfigMap and the Nodes' annotations say. */
@Component
public final class ServiceModesOfProxy implements ServiceModes {

    private static final String LEAST = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n";
    private static final YAMLMapper YAML = new YAMLMapper();

    @Override
    public List<String> words() {
        return Arrays.stream(ProxyMode.values()).map(ProxyMode::word).toList();
    }

    @Override
    public List<String> modelled() {
        return ProxyMode.modelled().stream().map(ProxyMode::word).toList();
    }

    @Override
    public String configured(ClusterImage image) {
        return ProxySettings.of(image).configuration().mode().word();
    }

    @Override
    public String of(Node node, ClusterImage image) {
        return ProxyModes.of(node, ProxySettings.of(image).configuration().mode(), ClusterNetwork.of(image)).word();
    }

    @Override
    public Switch everywhere(String mode, ClusterImage image) {
        try {
            ProxyMode wanted = ProxyMode.read(mode, "mode");
            wanted.checkRunsOver(ClusterNetwork.of(image));
            ImageEdit edit = configured(image).equals(wanted.word()) ? ImageEdit.NONE : configure(wanted, image);
            for (Node node : image.nodes().values()) {
                if (ProxyModes.of(node, wanted, ClusterNetwork.of(image)) != wanted) {
                    edit = edit.and(withoutWish(image.object(node.key()).orElseThrow()));
                }
            }
            return new Switch.Possible(edit);
        } catch (InvalidConfigurationException e) {
            return new Switch.Impossible(e.getMessage());
        }
    }

    /** The configuration in force, with another mode; refused if the mode cannot run with its other fields. */
    private static ImageEdit configure(ProxyMode mode, ClusterImage image) {
        ProxySettings settings = ProxySettings.of(image);
        Optional<String> inForce = settings.problem().isEmpty() ? settings.text()
                : ProxySettings.remembered(image.object(LastGoodConfiguration.CLUSTER));
        ObjectNode configuration = (ObjectNode) YAML.readTree(inForce.orElse(LEAST));
        String text = YAML.writeValueAsString(configuration.put("mode", mode.word()));
        KubeProxyConfigurationReader.read(text);
        ObjectNode map = image.object(ProxySettings.CONFIG_MAP).map(stored -> stored.object().deepCopy()).orElseGet(ServiceModesOfProxy::newMap);
        map.withObject("/data").put(ProxySettings.DATA_KEY, text);
        return ImageEdit.put(ProxySettings.CONFIG_MAP, map);
    }

    private static ObjectNode newMap() {
        ObjectKey key = ProxySettings.CONFIG_MAP;
        ObjectNode map = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata").put("namespace", key.namespace()).put("name", key.name());
        return map;
    }

    private static ImageEdit withoutWish(Stored node) {
        ObjectNode copy = node.object().deepCopy();
        copy.withObject("/metadata/annotations").remove(ProxyModeAnnotation.NAME);
        return ImageEdit.put(node.key(), copy);
    }
}
