package dev.glassplane.linux.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * A frontend's table from hash to backend ({@code cilium/cilium: pkg/maglev/maglev.go}; D. Eisenbud and others, "Maglev: A Fast and Reliable
 * Software Network Load Balancer", NSDI 2016). It follows from its backends, so that only they are kept: a table of the default size has 65,524 bytes.
 *
 * @param seed     of the cluster
 * @param size     M, one of {@link #SIZES}
 * @param backends those that new connections may use, in any order
 */
public record MaglevTable(MaglevSeed seed, int size, List<MaglevBackend> backends) {

    /** Table sizes that the agent accepts: primes near powers of two. */
    public static final List<Integer> SIZES = List.of(251, 509, 1021, 2039, 4093, 8191, 16_381, 32_749, 65_521, 131_071);
    /** {@code bpf-lb-maglev-table-size} of an agent that was not told another one. */
    public static final int SIZE_DEFAULT = 16_381;

    /** The outer map holds the number that the kernel gives to an inner one; here there is none. */
    static final Layout<MaglevTable> INNER_MAP_ID = new Layout<>(4, (_, _) -> { }, _ -> {
        throw new UnsupportedOperationException("a table cannot be read from the id of an inner map");
    });

    /**
     * @param id     of the backend
     * @param text   what is hashed: {@code [10.244.1.10:8080/TCP,State:active]}
     * @param weight 100 for a backend from Kubernetes
     */
    public record MaglevBackend(int id, String text, int weight) {

        /** A backend of the usual weight. */
        public static MaglevBackend of(int id, BackendValue backend) {
            return new MaglevBackend(id, "[" + backend + ",State:" + backend.state().word() + "]", 100);
        }
    }

    public MaglevTable {
        if (!SIZES.contains(size)) {
            throw new IllegalArgumentException("Maglev table size: expected one of " + SIZES + ", found " + size);
        }
        backends = backends.stream().sorted(Comparator.comparing(MaglevBackend::text)).toList();
    }

    /** @return backend ids by slot; empty if there is no backend */
    public int[] slots() {
        int[] slots = new int[backends.isEmpty() ? 0 : size];
        if (slots.length > 0) {
            fill(slots);
        }
        return slots;
    }

    /** Each in turn takes its next free slot, heavier ones more often; weights count from an average of more than one. */
    private void fill(int[] slots) {
        int count = backends.size();
        long sum = backends.stream().mapToLong(MaglevBackend::weight).sum();
        boolean weighted = sum / count > 1;
        double[] turns = backends.stream().mapToDouble(backend -> (double) backend.weight() / count).toArray();
        Preference[] preferences = backends.stream().map(this::preference).toArray(Preference[]::new);
        boolean[] taken = new boolean[size];
        for (int n = 0; n < size; n++) {
            int i = n % count;
            while (weighted && (n + 1L) * backends.get(i).weight() < (long) turns[i]) {
                i = (i + 1) % count;
            }
            turns[i] += sum;
            int slot = preferences[i].next(taken);
            taken[slot] = true;
            slots[slot] = backends.get(i).id();
        }
    }

    private Preference preference(MaglevBackend backend) {
        byte[] text = backend.text().getBytes(StandardCharsets.UTF_8);
        long[] hash = MurmurHash3.hash128x64(text, 0, text.length, seed.murmur());
        return new Preference(size, (int) Long.remainderUnsigned(hash[0], size), (int) Long.remainderUnsigned(hash[1], size - 1) + 1);
    }

    /** The order in which a backend wants the slots. */
    private static final class Preference {
        private final int size;
        private final int skip;
        private int wanted;

        Preference(int size, int offset, int skip) {
            this.size = size;
            this.skip = skip;
            this.wanted = offset;
        }

        int next(boolean[] taken) {
            while (taken[wanted]) {
                wanted = (wanted + skip) % size;
            }
            return wanted;
        }
    }

    /** @return the inner map's one value: the ids in host order */
    public byte[] innerValue() {
        ByteBuffer buffer = ByteBuffer.allocate(size * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int id : slots()) {
            buffer.putInt(id);
        }
        return buffer.array();
    }

    /** @return share of slots, 0 to 1, that lead to another backend than in the other table of the same size */
    public double disruption(MaglevTable other) {
        if (other.size != size) {
            throw new IllegalArgumentException("tables of " + size + " and " + other.size + " slots cannot be compared");
        }
        int[] mine = slots();
        int[] theirs = other.slots();
        int changed = 0;
        for (int i = 0; i < size; i++) {
            boolean same = mine.length > 0 && theirs.length > 0 ? mine[i] == theirs[i] : mine.length == theirs.length;
            changed += same ? 0 : 1;
        }
        return (double) changed / size;
    }

    /** @return {@code 16381 slots, 3 backends} */
    @Override
    public String toString() {
        return size + " slots, " + backends.size() + " backends";
    }
}
