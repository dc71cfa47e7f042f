package dev.glassplane.scenarios;

import dev.glassplane.cni.vxlan.TestLeases;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.Node;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pod network of a scenario. A scenario names its own by a Cluster object in {@code input.yaml}, or else is one of the VPC CNI. One of the VPC CNI
 * with a file {@code traces.NETWORK.txt} is asked once more in that network: its pods move to addresses there, wherever the scenario writes them.
 */
final class ScenarioNetwork {

    private static final int FIRST_POD = 2;
    private static final Map<PodNetwork, Cidr> USUAL = Map.of(PodNetwork.VXLAN, Cidr.parse("10.244.0.0/16"), PodNetwork.BGP, Cidr.parse("192.168.0.0/16"));
    private static final int NODE_BITS = 8;

    private ScenarioNetwork() {}

    /** @return the network that the objects name */
    static PodNetwork of(List<ObjectNode> objects) {
        return objects.stream().filter(object -> object.path("kind").asString("").equals("Cluster")).findFirst()
                .map(cluster -> PodNetwork.read(cluster.path("spec").path("cni").asString("vpc"), "spec.cni")).orElse(PodNetwork.VPC);
    }

    /** @return the scenario's YAML for another network */
    static String moved(String yaml, PodNetwork network) {
        return move(yaml, addresses(yaml, network)) + "\n---\napiVersion: glassplane.dev/v1\nkind: Cluster\nmetadata: {name: cluster}\n"
                + "spec: {cni: " + network.word() + ", podCIDR: " + USUAL.get(network) + "}\n";
    }

    /** @return a question of the scenario for another network */
    static String moved(String question, String yaml, PodNetwork network) {
        return move(question, addresses(yaml, network));
    }

    private static String move(String text, Map<String, String> addresses) {
        String moved = text;
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            moved = moved.replaceAll("(?<![0-9.])" + Pattern.quote(address.getKey()) + "(?![0-9]|[.][0-9])", address.getValue());
        }
        return moved;
    }

    /** New addresses of pods by the old ones: the nodes' subnets in the order of the nodes, in each the pods in their order. */
    private static Map<String, String> addresses(String yaml, PodNetwork network) {
        List<ObjectNode> objects = Scenario.objects(yaml);
        List<String> nodes = objects.stream().filter(object -> object.path("kind").asString("").equals("Node"))
                .map(node -> node.path("metadata").path("name").asString()).toList();
        Map<String, String> addresses = new LinkedHashMap<>();
        Map<String, Integer> used = new LinkedHashMap<>();
        for (ObjectNode pod : objects) {
            String ip = pod.path("status").path("podIP").asString("");
            String node = pod.path("spec").path("nodeName").asString("");
            boolean moves = pod.path("kind").asString("").equals("Pod") && !pod.path("spec").path("hostNetwork").asBoolean(false)
                    && Ip.tryParse(ip).filter(Ip::isV4).isPresent() && nodes.contains(node);
            if (moves) {
                addresses.put(ip, podCidr(network, nodes.indexOf(node)).at(used.merge(node, 1, Integer::sum) + FIRST_POD - 1).toString());
            }
        }
        return addresses;
    }

    private static Cidr podCidr(PodNetwork network, int index) {
        return new Cidr(USUAL.get(network).at((long) index << NODE_BITS), 32 - NODE_BITS);
    }

    /** Gives nodes what kube-controller-manager and the network's agents write on them. */
    static void complete(List<ObjectNode> objects) {
        PodNetwork network = of(objects);
        if (!network.nodesHavePodCidrs()) {
            return;
        }
        List<ObjectNode> nodes = objects.stream().filter(object -> object.path("kind").asString("").equals("Node")).toList();
        for (int i = 0; i < nodes.size(); i++) {
            ObjectNode spec = nodes.get(i).withObject("/spec");
            if (!spec.has("podCIDRs")) {
                spec.putArray("podCIDRs").add(podCidr(network, i).toString());
            }
        }
        if (network == PodNetwork.BGP) {
            ScenarioCalico.complete(objects);
        }
        if (network == PodNetwork.VXLAN) {
            ClusterImage image = ClusterImages.of(objects);
            nodes.forEach(node -> lease(node, image));
        }
    }

    private static void lease(ObjectNode object, ClusterImage image) {
        Node node = image.node(object.path("metadata").path("name").asString()).orElseThrow();
        ObjectNode annotations = object.withObject("/metadata/annotations");
        TestLeases.of(node, image).forEach((name, value) -> {
            JsonNode given = annotations.path(name);
            annotations.put(name, given.stringValue(value));
        });
    }
}
