package dev.glassplane.scenarios;

import dev.glassplane.calico.CalicoNode;
import dev.glassplane.calico.ipam.Block;
import dev.glassplane.calico.ipam.BlockObjects;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Calico's control loops write: the n-th node's block begins at 256 times n in the pool, its first address is the tunnel's. A pod with an address out
 * of another node's block has borrowed it. Without a pool the scenario has the one that the manifests install.
 */
final class ScenarioCalico {

    private static final Cidr POOL = Cidr.parse("192.168.0.0/16");
    private static final int DISTANCE = 256;
    private static final int BLOCK = 26;

    private ScenarioCalico() {}

    static void complete(List<ObjectNode> objects) {
        if (of(objects, "IPPool").isEmpty()) {
            ObjectNode pool = objects.getFirst().objectNode().put("apiVersion", "crd.projectcalico.org/v1").put("kind", "IPPool");
            pool.putObject("metadata").put("name", "default-ipv4-ippool");
            pool.putObject("spec").put("cidr", POOL.toString()).put("ipipMode", "Always").put("natOutgoing", true).put("blockSize", BLOCK);
            objects.add(pool);
        }
        JsonNode pool = of(objects, "IPPool").getFirst().path("spec");
        Cidr cidr = Cidr.parse(pool.path("cidr").asString());
        String tunnel = used(pool, "ipipMode") ? CalicoNode.IPIP_ADDRESS : used(pool, "vxlanMode") ? CalicoNode.VXLAN_ADDRESS : "";
        List<ObjectNode> blocks = new ArrayList<>();
        List<ObjectNode> nodes = of(objects, "Node");
        for (int i = 0; i < nodes.size(); i++) {
            String node = name(nodes.get(i));
            if (!nodes.get(i).path("status").has("conditions")) {
                nodes.get(i).withObject("/status").putArray("conditions").addObject().put("type", "Ready").put("status", "True");
            }
            Cidr own = new Cidr(cidr.at((long) DISTANCE * i), BLOCK);
            Block block = Block.claimed(own, node, false);
            if (!tunnel.isEmpty()) {
                nodes.get(i).withObject("/metadata/annotations").put(tunnel, own.network().toString());
                block = block.with(own.network(), new Block.Allocation("tunnel-" + node, Map.of("node", node)));
            }
            Map<Ip, String> pods = of(objects, "Pod").stream().filter(pod -> Ip.tryParse(pod.path("status").path("podIP").asString("")).filter(own::contains).isPresent())
                    .collect(Collectors.toMap(pod -> Ip.parse(pod.path("status").path("podIP").asString()), pod -> pod.path("spec").path("nodeName").asString("")));
            for (Map.Entry<Ip, String> pod : pods.entrySet()) {
                block = block.with(pod.getKey(), new Block.Allocation("pod-" + pod.getKey(), Map.of("node", pod.getValue())));
            }
            blocks.add(BlockObjects.object(block));
        }
        objects.addAll(blocks);
    }

    private static boolean used(JsonNode pool, String mode) {
        return !pool.path(mode).asString("Never").equals("Never");
    }

    private static List<ObjectNode> of(List<ObjectNode> objects, String kind) {
        return objects.stream().filter(object -> object.path("kind").asString("").equals(kind)).toList();
    }

    private static String name(JsonNode object) {
        return object.path("metadata").path("name").asString();
    }
}
