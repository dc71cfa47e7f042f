package dev.glassplane.linux.bpf;

/** Says that a frontend with session affinity has this backend ({@code cilium_lb_affinity_match}); only active backends are listed. */
public record AffinityMatchKey(int backendId, int revNatId) {

    /** @return {@code 2 (5)}: backend and frontend */
    @Override
    public String toString() {
        return backendId + " (" + revNatId + ")";
    }
}
