package dev.glassplane.bootstrap;

import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.KubernetesVersion;
import dev.glassplane.net.Family;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The manifests that a fresh cluster starts with, in the order in which they are created. */
final class SeedManifests {

    private static final YAMLMapper YAML = new YAMLMapper();

    private SeedManifests() {}

    /** @return every object of a YAML file on the class path */
    static List<ObjectNode> resource(String name) {
        try (InputStream in = SeedManifests.class.getResourceAsStream("/bootstrap/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no resource /bootstrap/" + name);
            }
            List<ObjectNode> objects = new ArrayList<>();
            try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(in)) {
                documents.forEachRemaining(document -> objects.add((ObjectNode) document));
            }
            return objects;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return what is there before anybody deploys anything, with kube-proxy of the release and the agents of the pod network */
    static List<ObjectNode> system(KubernetesVersion emulated, NetworkChoice network) {
        List<ObjectNode> objects = resource("system.yaml");
        int workloads = objects.stream().map(object -> object.path("kind").asString("")).toList().indexOf("DaemonSet");
        objects.addAll(workloads, network.manifests());
        objects.forEach(network::configureKubeProxy);
        objects.forEach(object -> object.path("spec").path("template").path("spec").path("containers").forEach(container -> {
            if (container.path("image").asString("").equals("kube-proxy")) {
                ((ObjectNode) container).put("image", "kube-proxy:" + emulated.release() + "-eksbuild.1");
            }
        }));
        return objects;
    }

    /** @return the one Cluster object, in whose status the agents note what concerns them all */
    static ObjectNode cluster(String maxPods, String maxPodsExpression, NetworkChoice network) {
        ObjectNode cluster = object("glassplane.dev/v1", "Cluster", ClusterNetwork.CLUSTER.name());
        cluster.withObject("/spec").put("cni", network.kind().word());
        if (network.family() == Family.IPV6) {
            cluster.withObject("/spec").put("ipFamily", ClusterNetwork.IPV6);
        }
        network.podCidr().ifPresent(cidr -> cluster.withObject("/spec").put("podCIDR", cidr.toString()));
        if (!maxPods.isEmpty()) {
            cluster.withObject("/spec").put("maxPods", maxPods);
        }
        if (!maxPodsExpression.isEmpty()) {
            cluster.withObject("/spec").put("maxPodsExpression", maxPodsExpression);
        }
        return cluster;
    }

    /** @return the Node object that a kubelet would register */
    static ObjectNode node(NodeSpec spec) {
        ObjectNode node = object("v1", "Node", spec.name());
        ObjectNode labels = ((ObjectNode) node.get("metadata")).putObject("labels");
        labels.put("node.kubernetes.io/instance-type", spec.instanceType());
        if (!spec.zone().isEmpty()) {
            labels.put("topology.kubernetes.io/zone", spec.zone());
            labels.put("topology.kubernetes.io/region", spec.zone().replaceFirst("[a-z]$", ""));
        }
        return node;
    }

    /** @return CoreDNS's Service, which every pod's resolv.conf names */
    static ObjectNode clusterDns(String clusterIp) {
        ObjectNode service = object("v1", "Service", "kube-dns");
        ObjectNode metadata = (ObjectNode) service.get("metadata");
        metadata.put("namespace", "kube-system").putObject("labels").put("k8s-app", "kube-dns").put("kubernetes.io/name", "CoreDNS");
        ObjectNode spec = service.putObject("spec").put("clusterIP", clusterIp);
        spec.putObject("selector").put("k8s-app", "kube-dns");
        spec.putArray("ports").addObject().put("name", "dns").put("port", 53).put("protocol", "UDP").put("targetPort", 53);
        ((tools.jackson.databind.node.ArrayNode) spec.get("ports")).addObject()
                .put("name", "dns-tcp").put("port", 53).put("protocol", "TCP").put("targetPort", 53);
        return service;
    }

    private static ObjectNode object(String apiVersion, String kind, String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", apiVersion).put("kind", kind);
        object.putObject("metadata").put("name", name);
        return object;
    }
}
