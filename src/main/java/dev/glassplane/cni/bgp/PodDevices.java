package dev.glassplane.cni.bgp;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.pcollections.PMap;

/** Which devices of pods a node has. The answer is a function of the image; the last one is kept. */
final class PodDevices {

    private volatile Known known = new Known(null, Map.of());

    private record Known(PMap<ObjectKey, Pod> pods, Map<String, List<String>> devices) {}

    /** @return whether the pod is wired: it is one of the pod network's and has an address */
    static boolean has(Pod pod) {
        return !pod.hostNetwork() && !pod.finished() && !pod.nodeName().isEmpty() && pod.ips().stream().anyMatch(Ip::isV4);
    }

    /** @return names of the devices, sorted */
    List<String> on(String node, ClusterImage image) {
        Known now = known;
        if (now.pods() != image.pods()) {
            Map<String, TreeSet<String>> devices = new HashMap<>();
            image.pods().values().stream().filter(PodDevices::has).forEach(pod -> devices.computeIfAbsent(pod.nodeName(), _ -> new TreeSet<>())
                    .add(Names.veth(pod.key().namespace(), pod.key().name())));
            Map<String, List<String>> lists = new HashMap<>();
            devices.forEach((name, veths) -> lists.put(name, List.copyOf(veths)));
            now = new Known(image.pods(), lists);
            known = now;
        }
        return now.devices().getOrDefault(node, List.of());
    }
}
