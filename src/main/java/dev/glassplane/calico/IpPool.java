package dev.glassplane.calico;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.store.Stored;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * An IPPool.
 *
 * @param name             metadata.name
 * @param cidr             its addresses
 * @param blockSize        prefix length of the blocks it is cut into
 * @param encapsulation    between nodes
 * @param natOutgoing      whether packets of its pods to addresses outside all pools get the node's address
 * @param disabled         gives out no new addresses
 * @param disableBgpExport BIRD does not tell others about it
 * @param nodeSelector     nodes whose pods get addresses out of it
 * @param uses             {@code Workload}, {@code Tunnel}
 */
public record IpPool(String name, Cidr cidr, int blockSize, Encapsulation encapsulation, boolean natOutgoing, boolean disabled,
                     boolean disableBgpExport, Selector nodeSelector, Set<String> uses) {

    /** Resource of the kind. */
    public static final String RESOURCE = "ippools.crd.projectcalico.org";
    /** Use for pods. */
    public static final String WORKLOAD = "Workload";
    /** Use for nodes' tunnel addresses. */
    public static final String TUNNEL = "Tunnel";
    static final int BLOCK_SIZE_V4 = 26;
    static final int BLOCK_SIZE_V6 = 122;

    public IpPool {
        uses = Set.copyOf(uses);
    }

    /** @return the pool, empty if the object is none that can be used (admission refuses such; a hand-made log may have one) */
    static Optional<IpPool> of(Stored stored) {
        JsonNode spec = stored.object().path("spec");
        return Cidr.tryParse(spec.path("cidr").asString("")).flatMap(cidr -> {
            int size = spec.path("blockSize").asInt(cidr.network().isV4() ? BLOCK_SIZE_V4 : BLOCK_SIZE_V6);
            if (size < cidr.prefixLength() || size > cidr.family().bits()) {
                return Optional.empty();
            }
            Set<String> uses = spec.path("allowedUses").valueStream().map(JsonNode::asString).collect(Collectors.toUnmodifiableSet());
            try {
                return Optional.of(new IpPool(stored.key().name(), cidr, size,
                        Encapsulation.of(spec.path("ipipMode").asString("Never"), spec.path("vxlanMode").asString("Never")),
                        spec.path("natOutgoing").asBoolean(false), spec.path("disabled").asBoolean(false), spec.path("disableBGPExport").asBoolean(false),
                        Selector.parse(spec.path("nodeSelector").asString("all()")), uses.isEmpty() ? Set.of(WORKLOAD, TUNNEL) : uses));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        });
    }

    /** @return whether it gives out new IPv4 addresses for this use */
    public boolean gives(String use) {
        return !disabled && cidr.network().isV4() && uses.contains(use);
    }

    /** @return whether pods of a node with these labels get addresses out of it */
    public boolean selects(Map<String, String> labels) {
        return nodeSelector.matches(labels);
    }

    /** @return the block around the address */
    public Cidr blockOf(Ip ip) {
        return new Cidr(ip, blockSize);
    }

    /** @return number of blocks it is cut into, at most {@link Integer#MAX_VALUE} */
    public int blocks() {
        return (int) Math.min(Integer.MAX_VALUE, 1L << Math.min(31, blockSize - cidr.prefixLength()));
    }

    /** @return the pool that holds the address */
    public static Optional<IpPool> around(List<IpPool> pools, Ip ip) {
        return pools.stream().filter(pool -> pool.cidr().contains(ip)).findFirst();
    }
}
