package dev.glassplane.calico;

import dev.glassplane.calico.ipam.Assignment;
import dev.glassplane.calico.ipam.Block;
import dev.glassplane.calico.ipam.Ipam;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks for pods' addresses, as the CNI plugin does: what annotations want, and who asks ({@code cni-plugin/pkg/ipamplugin, pkg/k8s}). */
final class PodAddresses {

    /** Annotation of a pod or namespace: a JSON list of pools, by prefix or name. */
    static final String POOLS = "cni.projectcalico.org/ipv4pools";
    /** Annotation of a pod: a JSON list of one address, which must be in a pool and free. */
    static final String ADDRESSES = "cni.projectcalico.org/ipAddrs";

    private final Calico calico;
    private final Ipam ipam;
    private final ClusterImage image;
    private final String timestamp;

    PodAddresses(Calico calico, Ipam ipam, ClusterImage image, String timestamp) {
        this.calico = calico;
        this.ipam = ipam;
        this.image = image;
        this.timestamp = timestamp;
    }

    /** @return whether the pod is one of the pod network's, and not over */
    static boolean lives(Pod pod) {
        return !pod.nodeName().isEmpty() && pod.hasOwnNetwork();
    }

    /** @return the address that the pod's handle holds already, or a new one, or why there is none */
    Assignment assign(Pod pod, CalicoNode node) {
        String handle = Handles.pod(pod.uid());
        Optional<Assignment> held = ipam.blocksOf(handle).stream().findFirst()
                .map(cidr -> new Assignment.Assigned(ipam.blocks().get(cidr).heldBy(handle).getFirst(), cidr));
        if (held.isPresent()) {
            return held.get();
        }
        Map<String, String> attributes = Map.of("namespace", pod.key().namespace(), "pod", pod.key().name(), "node", node.name(), "timestamp", timestamp);
        Optional<Ip> written = pod.ips().stream().filter(Ip::isV4).findFirst();
        if (written.isPresent()) {
            return ipam.assign(written.get(), request(node, handle, attributes, List.of()));
        }
        Optional<JsonNode> wanted = list(pod.annotations().get(ADDRESSES));
        if (wanted.isPresent()) {
            Optional<Ip> ip = wanted.get().size() == 1 ? Ip.tryParse(wanted.get().get(0).asString("")).filter(Ip::isV4) : Optional.empty();
            return ip.isEmpty() ? new Assignment.Refused("annotation " + ADDRESSES + ": expected a JSON list of one IPv4 address, found "
                    + pod.annotations().get(ADDRESSES)) : ipam.assign(ip.get(), request(node, handle, attributes, List.of()));
        }
        return fromPools(pod, node, handle, attributes);
    }

    private Assignment fromPools(Pod pod, CalicoNode node, String handle, Map<String, String> attributes) {
        String annotation = Optional.ofNullable(pod.annotations().get(POOLS)).or(() -> image.object(new ObjectKey("namespaces", "", pod.key().namespace()))
                .map(stored -> stored.object().path("metadata").path("annotations").path(POOLS).asString(""))).orElse("");
        List<Cidr> pools = new ArrayList<>();
        if (!annotation.isEmpty()) {
            Optional<JsonNode> names = list(annotation);
            if (names.isEmpty()) {
                return new Assignment.Refused("failed to parse IPv4 pools annotation " + POOLS + ": expected a JSON list of pools, found " + annotation);
            }
            for (JsonNode name : names.get()) {
                Optional<Cidr> pool = calico.pools().stream().filter(of -> of.name().equals(name.asString(""))).map(IpPool::cidr).findFirst()
                        .or(() -> name.asString("").contains("/") ? Cidr.tryParse(name.asString("")) : Optional.empty());
                if (pool.isEmpty()) {
                    return new Assignment.Refused("error parsing pool \"" + name.asString("") + "\": it is neither a CIDR nor the name of an IPPool");
                }
                pools.add(pool.get());
            }
        }
        return ipam.assign(request(node, handle, attributes, pools));
    }

    private static Ipam.Request request(CalicoNode node, String handle, Map<String, String> attributes, List<Cidr> pools) {
        return new Ipam.Request(node.name(), node.labels(), handle, attributes, IpPool.WORKLOAD, pools);
    }

    private static Optional<JsonNode> list(String json) {
        if (json == null || json.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonMapper.shared().readTree(json)).filter(JsonNode::isArray);
        } catch (JacksonException _) {
            return Optional.of(JsonMapper.shared().createArrayNode());
        }
    }

    /**
     * @return the tunnel's address: what the handle holds already out of a pool that still wants it, else a new one; empty if no pool of the node uses
     *         the tunnel, or none has an address left
     */
    Optional<Ip> tunnel(CalicoNode node, String handle, String type, java.util.function.Predicate<IpPool> uses) {
        List<Cidr> pools = calico.pools().stream().filter(pool -> uses.test(pool) && pool.gives(IpPool.TUNNEL) && pool.selects(node.labels()))
                .map(IpPool::cidr).toList();
        Optional<Ip> held = ipam.blocksOf(handle).stream().findFirst().map(cidr -> ipam.blocks().get(cidr)).map((Block block) -> block.heldBy(handle).getFirst());
        if (held.filter(ip -> pools.stream().anyMatch(pool -> pool.contains(ip))).isPresent()) {
            return held;
        }
        ipam.release(handle);
        Ipam.Request request = new Ipam.Request(node.name(), node.labels(), handle, Map.of("node", node.name(), "type", type), IpPool.TUNNEL, pools);
        return pools.isEmpty() ? Optional.empty() : switch (ipam.assign(request)) {
            case Assignment.Assigned assigned -> Optional.of(assigned.ip());
            case Assignment.Refused _ -> Optional.empty();
        };
    }
}
