package dev.glassplane.cni.bgp;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Recently;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Which devices of pods a node has. */
final class PodDevices {

    private final Recently<Map<String, List<String>>> devices = new Recently<>();

    /** @return names of the devices, sorted */
    List<String> on(String node, ClusterImage image) {
        return devices.of(() -> byNode(image), image.pods()).getOrDefault(node, List.of());
    }

    private static Map<String, List<String>> byNode(ClusterImage image) {
        Map<String, TreeSet<String>> devices = new HashMap<>();
        image.pods().values().stream().filter(Pod::wired).forEach(pod -> devices.computeIfAbsent(pod.nodeName(), _ -> new TreeSet<>())
                .add(Names.veth(pod.key().namespace(), pod.key().name())));
        Map<String, List<String>> lists = new HashMap<>();
        devices.forEach((name, veths) -> lists.put(name, List.copyOf(veths)));
        return lists;
    }
}
