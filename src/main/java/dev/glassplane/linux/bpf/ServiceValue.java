package dev.glassplane.linux.bpf;

/**
 * Value of a service entry.
 *
 * @param union    of a master: algorithm and affinity seconds; of a slot: backend id. Unsigned 32 bits
 * @param count    of a master: slots that new connections may use; otherwise 0
 * @param revNatId id of the frontend, 0 in a wildcard entry
 * @param flags    the same in all slots of a frontend
 * @param qcount   of a master: slots behind the usable ones
 */
public record ServiceValue(long union, int count, int revNatId, ServiceFlags flags, int qcount) {

    private static final int AFFINITY_BITS = 24;
    /** Longest session affinity in seconds: 24 bits. */
    public static final int AFFINITY_SECONDS_MAX = (1 << AFFINITY_BITS) - 1;

    public ServiceValue {
        if (union < 0 || union > 0xffff_ffffL || count < 0 || count > 65_535 || qcount < 0 || qcount > 65_535 || revNatId < 0 || revNatId > 65_535) {
            throw new IllegalArgumentException("a service entry cannot hold " + union + ", " + count + ", " + revNatId + ", " + qcount);
        }
    }

    /**
     * @param affinitySeconds 0 without session affinity
     * @return a master
     */
    public static ServiceValue master(Algorithm algorithm, int affinitySeconds, int count, int qcount, int revNatId, ServiceFlags flags) {
        if (affinitySeconds < 0 || affinitySeconds > AFFINITY_SECONDS_MAX) {
            throw new IllegalArgumentException("session affinity of " + affinitySeconds + " s: expected 0.." + AFFINITY_SECONDS_MAX);
        }
        return new ServiceValue((long) algorithm.ordinal() << AFFINITY_BITS | affinitySeconds, count, revNatId, flags, qcount);
    }

    /** @return a slot with a backend */
    public static ServiceValue slot(int backendId, int revNatId, ServiceFlags flags) {
        return new ServiceValue(Integer.toUnsignedLong(backendId), 0, revNatId, flags, 0);
    }

    /** @return the backend of a slot */
    public int backendId() {
        return (int) union;
    }

    /** @return the algorithm of a master */
    public Algorithm algorithm() {
        int ordinal = (int) (union >>> AFFINITY_BITS);
        return ordinal < Algorithm.values().length ? Algorithm.values()[ordinal] : Algorithm.DEFAULT;
    }

    /** @return session affinity of a master */
    public int affinitySeconds() {
        return (int) union & AFFINITY_SECONDS_MAX;
    }

    /** @return {@code 0 2[0] (1) [0x0 0x0] ClusterIP, non-routable}, see {@link ServiceText#value} */
    @Override
    public String toString() {
        return ServiceText.value(this);
    }
}
