package dev.glassplane.calico.ipam;

import tools.jackson.databind.JsonNode;

/**
 * IPAMConfig {@code default}.
 *
 * @param strictAffinity     no node borrows from another's block
 * @param autoAllocateBlocks nodes claim blocks when they need one
 * @param maxBlocksPerHost   most blocks of a node
 */
public record IpamSettings(boolean strictAffinity, boolean autoAllocateBlocks, int maxBlocksPerHost) {

    /** Resource of the kind. */
    public static final String RESOURCE = "ipamconfigs.crd.projectcalico.org";
    /** Most blocks of a node if nothing else is said ({@code libcalico-go/lib/ipam/ipam.go}). */
    public static final int MAX_BLOCKS = 20;
    /** What holds without the object. */
    public static final IpamSettings DEFAULT = new IpamSettings(false, true, MAX_BLOCKS);

    /** @param spec of the object */
    public static IpamSettings of(JsonNode spec) {
        int most = spec.path("maxBlocksPerHost").asInt(0);
        return new IpamSettings(spec.path("strictAffinity").asBoolean(false), spec.path("autoAllocateBlocks").asBoolean(true), most > 0 ? most : MAX_BLOCKS);
    }
}
