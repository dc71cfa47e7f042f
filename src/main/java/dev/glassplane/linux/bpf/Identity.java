package dev.glassplane.linux.bpf;

/**
 * Security identity of an address ({@code cilium_ipcache_v2}): of the reserved ones only those that service handling asks for.
 *
 * @param id 1 for this node, 2 for the world, 6 for another node of the cluster; others for pods
 */
public record Identity(int id) {

    /** An address of this node. */
    public static final Identity HOST = new Identity(1);
    /** Everything that no entry names. */
    public static final Identity WORLD = new Identity(2);
    /** An address of another node of the cluster. */
    public static final Identity REMOTE_NODE = new Identity(6);

    /** @return {@code identity=6} */
    @Override
    public String toString() {
        return "identity=" + id;
    }
}
