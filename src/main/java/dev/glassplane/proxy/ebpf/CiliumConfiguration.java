package dev.glassplane.proxy.ebpf;

import dev.glassplane.linux.bpf.Algorithm;
import dev.glassplane.linux.bpf.MaglevSeed;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of ConfigMap {@code kube-system/cilium-config} decides about maps and programs ({@code cilium/cilium: pkg/option/config.go,
 * pkg/loadbalancer/config.go, pkg/maglev/maglev.go}). Beside the VPC CNI the kube-proxy replacement and native routing are given.
 *
 * @param families               {@code enable-ipv4}, {@code enable-ipv6}
 * @param socketLbHostOnly       {@code bpf-lb-sock-hostns-only}: pods get per-packet load balancing
 * @param algorithm              {@code bpf-lb-algorithm}: random or maglev
 * @param mode                   {@code bpf-lb-mode}
 * @param acceleration           {@code bpf-lb-acceleration}
 * @param maglev                 table size and seed
 * @param sizes                  maximum entries of the maps
 * @param externalClusterIp      {@code bpf-lb-external-clusterip}: ClusterIPs answer clients from outside
 * @param sourceRangeAllTypes    {@code bpf-lb-source-range-all-types}: source ranges guard node ports too
 * @param algorithmAnnotation    {@code bpf-lb-algorithm-annotation}: a Service may choose its algorithm
 * @param modeAnnotation         {@code bpf-lb-mode-annotation}: a Service may choose SNAT or DSR
 * @param rejectWithoutBackend   {@code service-no-backend-response} is reject
 * @param serviceTopology        {@code enable-service-topology}: zone hints count
 * @param nodePorts              {@code node-port-range}
 * @param nodePortAddresses      {@code nodeport-addresses}; empty means the first address of each device and family
 * @param externalIpMitigation   unless {@code disable-external-ip-mitigation}: inside, an external IP is translated only where it is local
 * @param hostLegacyRouting      {@code enable-host-legacy-routing}: forwarded packets still pass the node's network stack
 * @param masqueradeOutside      {@code ipv4-native-routing-cidr}, if the programs masquerade what pods send outside of it ({@code
 *                               enable-bpf-masquerade})
 */
record CiliumConfiguration(Set<Family> families, boolean socketLbHostOnly, Algorithm algorithm, Mode mode, Acceleration acceleration,
                           Maglev maglev, MapSizes sizes, boolean externalClusterIp, boolean sourceRangeAllTypes,
                           boolean algorithmAnnotation, boolean modeAnnotation, boolean rejectWithoutBackend, boolean serviceTopology,
                           PortRange nodePorts, List<Cidr> nodePortAddresses, boolean externalIpMitigation, boolean hostLegacyRouting,
                           Optional<Cidr> masqueradeOutside) {

    /** A Cilium that nobody configured: the kube-proxy replacement with its defaults, chained behind the VPC CNI. */
    static final CiliumConfiguration DEFAULT = CiliumConfigurationReader.read(Map.of());

    CiliumConfiguration {
        families = Set.copyOf(families);
        nodePortAddresses = List.copyOf(nodePortAddresses);
    }

    /** How a request from outside reaches a backend on another node. */
    enum Mode {
        SNAT("snat"), DSR("dsr"), HYBRID("hybrid");

        private final String word;

        Mode(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** Whether the native devices carry the XDP program. */
    enum Acceleration {
        DISABLED("disabled"), NATIVE("native"), BEST_EFFORT("best-effort");

        private final String word;

        Acceleration(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /**
     * @param tableSize slots of a table, one of {@link dev.glassplane.linux.bpf.MaglevTable#SIZES}
     * @param seed      what all nodes share
     */
    record Maglev(int tableSize, MaglevSeed seed) {}

    /**
     * Maximum entries by map, {@code bpf-lb-map-max} where nothing else is said.
     *
     * @param services     {@code bpf-lb-service-map-max}
     * @param backends     {@code bpf-lb-service-backend-map-max}
     * @param revNat       {@code bpf-lb-rev-nat-map-max}
     * @param affinity     {@code bpf-lb-affinity-map-max}
     * @param sourceRanges {@code bpf-lb-source-range-map-max}
     * @param maglev       {@code bpf-lb-maglev-map-max}
     */
    record MapSizes(int services, int backends, int revNat, int affinity, int sourceRanges, int maglev) {}

    /**
     * @param from first port
     * @param to   last port
     */
    record PortRange(int from, int to) {
        boolean contains(int port) {
            return port >= from && port <= to;
        }
    }
}
