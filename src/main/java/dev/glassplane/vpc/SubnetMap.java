package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntConsumer;

/**
 * A subnet address by address: who has each, and what EC2 would give out next. Single addresses go up from offset 10, then 4 to 9; prefixes are
 * aligned /28 blocks of which all sixteen addresses are free, those of a reservation for prefixes first. EC2 itself picks in no known order;
 * with a seed the picks are scattered. Not thread-safe; {@link #copy} gives one of one's own.
 */
public final class SubnetMap {

    /** Addresses of a prefix that is delegated to an interface. */
    public static final int BLOCK = 16;
    private static final int BLOCK_PREFIX = 28;
    /** Offset of the first address that is handed out: small ones stay for what people set up by hand. */
    private static final int FIRST_OFFSET = 10;

    /** Who has an address. */
    public enum Holder {
        /** Nobody. */
        FREE('.'),
        /** AWS keeps it: the first four and the last. */
        RESERVED('r'),
        /** The own address of an interface. */
        PRIMARY('n'),
        /** A secondary address of an interface. */
        SECONDARY('s'),
        /** Part of a /28 that an interface has. */
        PREFIX('x'),
        /** Something outside the cluster. */
        OTHER('o');

        private final char letter;

        Holder(char letter) {
            this.letter = letter;
        }

        /** @return the letter in maps of a subnet */
        public char letter() {
            return letter;
        }
    }

    private static final Holder[] HOLDERS = Holder.values();

    private final Subnet subnet;
    private final int size;
    private final byte[] holders;
    /** Taken or, for single addresses, set aside by a reservation. */
    private final BitSet shut;
    private final byte[] freeInBlock;
    private final OptionalLong seed;
    private int free;
    private int cursor = FIRST_OFFSET;
    private int blockCursor;

    private SubnetMap(Subnet subnet, byte[] holders, BitSet shut, byte[] freeInBlock, int free, OptionalLong seed) {
        this.subnet = subnet;
        this.size = holders.length;
        this.holders = holders;
        this.shut = shut;
        this.freeInBlock = freeInBlock;
        this.free = free;
        this.seed = seed;
    }

    /** @return the subnet with nothing in it but what AWS reserves, what is set aside, and what others use */
    public static SubnetMap of(Subnet subnet, OptionalLong seed) {
        int size = (int) subnet.cidr().size();
        byte[] perBlock = new byte[size / BLOCK];
        Arrays.fill(perBlock, (byte) BLOCK);
        SubnetMap map = new SubnetMap(subnet, new byte[size], new BitSet(size), perBlock, size, seed);
        for (int offset = 0; offset < Subnet.FIRST_USABLE; offset++) {
            map.set(offset, Holder.RESERVED);
        }
        map.set(size - 1, Holder.RESERVED);
        subnet.inUse().forEach(cidr -> map.each(cidr, offset -> map.set(offset, Holder.OTHER)));
        subnet.reservations().forEach(reservation -> map.each(reservation.cidr(), map.shut::set));
        return map;
    }

    /** @return the same state in a map of its own */
    public SubnetMap copy() {
        SubnetMap copy = new SubnetMap(subnet, holders.clone(), (BitSet) shut.clone(), freeInBlock.clone(), free, seed);
        copy.cursor = cursor;
        copy.blockCursor = blockCursor;
        return copy;
    }

    /** @return the subnet */
    public Subnet subnet() {
        return subnet;
    }

    /** @return addresses that nobody has, set aside or not */
    public int free() {
        return free;
    }

    /** @return aligned /28 blocks that could be delegated: nobody has any address of them */
    public int wholeBlocks() {
        int whole = 0;
        for (int block = 0; block < freeInBlock.length; block++) {
            whole += freeInBlock[block] == BLOCK && !closed(block) ? 1 : 0;
        }
        return whole;
    }

    /** @return who has the address at this offset from the subnet's first */
    public Holder at(int offset) {
        return HOLDERS[holders[offset]];
    }

    /** @return who has the address, which must be in the subnet */
    public Holder at(Ip ip) {
        return at(offset(ip));
    }

    /** Notes who has an address; {@link Holder#FREE} gives it back. Addresses outside the subnet and those that AWS reserves stay. */
    public void hold(Ip ip, Holder holder) {
        if (subnet.cidr().contains(ip) && !subnet.reserved(ip)) {
            set(offset(ip), holder);
        }
    }

    /** Notes that an interface has a prefix, or gives it back. */
    public void hold(Cidr prefix, Holder holder) {
        each(prefix, offset -> {
            if (at(offset) != Holder.RESERVED) {
                set(offset, holder);
            }
        });
    }

    /**
     * Takes several single addresses or none, as EC2 does.
     *
     * @return the addresses, empty if there are not that many
     */
    public Optional<List<Ip>> take(int count) {
        List<Ip> taken = new ArrayList<>(count);
        int start = seed.isPresent() ? scattered(size) : cursor;
        for (int turn = 0; turn < 2 && taken.size() < count; turn++) {
            int end = turn == 0 ? size : start;
            for (int offset = shut.nextClearBit(turn == 0 ? start : 0); offset < end && taken.size() < count; offset = shut.nextClearBit(offset + 1)) {
                taken.add(subnet.cidr().at(offset));
            }
        }
        if (taken.size() < count) {
            return Optional.empty();
        }
        taken.forEach(ip -> set(offset(ip), Holder.SECONDARY));
        if (seed.isEmpty() && !taken.isEmpty() && offset(taken.getLast()) >= cursor) {
            cursor = offset(taken.getLast()) + 1;
        }
        return Optional.of(taken);
    }

    /**
     * Takes several prefixes or none.
     *
     * @return the prefixes, empty where EC2 answers InsufficientCidrBlocks
     */
    public Optional<List<Cidr>> takePrefixes(int count) {
        List<Integer> blocks = new ArrayList<>(count);
        subnet.reservations().stream().filter(Subnet.Reservation::prefix).forEach(reservation ->
                each(reservation.cidr(), offset -> addWhole(offset, true, count, blocks)));
        int start = seed.isPresent() ? scattered(Math.max(1, freeInBlock.length)) : blockCursor;
        for (int step = 0; step < freeInBlock.length && blocks.size() < count; step++) {
            addWhole((start + step) % freeInBlock.length * BLOCK, false, count, blocks);
        }
        if (blocks.size() < count) {
            return Optional.empty();
        }
        List<Cidr> prefixes = new ArrayList<>(count);
        for (int block : blocks) {
            prefixes.add(new Cidr(subnet.cidr().at((long) block * BLOCK), BLOCK_PREFIX));
            hold(prefixes.getLast(), Holder.PREFIX);
        }
        return Optional.of(prefixes);
    }

    private void addWhole(int offset, boolean reserved, int count, List<Integer> blocks) {
        int block = offset / BLOCK;
        boolean fits = offset % BLOCK == 0 && freeInBlock[block] == BLOCK && blocks.size() < count && (reserved || !closed(block));
        if (fits && !blocks.contains(block)) {
            blocks.add(block);
        }
    }

    /** Whether a wholly free block is set aside, all or part of it. */
    private boolean closed(int block) {
        int first = shut.nextSetBit(block * BLOCK);
        return first >= 0 && first < (block + 1) * BLOCK;
    }

    private int scattered(int among) {
        long mixed = (seed.orElseThrow() + free * 0x9E37_79B9_7F4A_7C15L + subnet.cidr().network().low()) * 0xBF58_476D_1CE4_E5B9L;
        return (int) Math.floorMod(mixed ^ mixed >>> 31, (long) among);
    }

    private void set(int offset, Holder holder) {
        boolean was = at(offset) == Holder.FREE;
        boolean is = holder == Holder.FREE;
        holders[offset] = (byte) holder.ordinal();
        shut.set(offset, !is || !subnet.reservations().isEmpty() && subnet.setAside(subnet.cidr().at(offset)));
        if (was != is) {
            free += is ? 1 : -1;
            freeInBlock[offset / BLOCK] += (byte) (is ? 1 : -1);
        }
        if (is) {
            cursor = offset >= FIRST_OFFSET ? Math.min(cursor, offset) : cursor;
            blockCursor = Math.min(blockCursor, offset / BLOCK);
        }
        while (blockCursor < freeInBlock.length - 1 && freeInBlock[blockCursor] < BLOCK) {
            blockCursor++;
        }
    }

    private void each(Cidr cidr, IntConsumer action) {
        long first = Math.max(0, cidr.network().low() - subnet.cidr().network().low());
        long end = Math.min(size, cidr.network().low() + cidr.size() - subnet.cidr().network().low());
        for (long offset = first; offset < end; offset++) {
            action.accept((int) offset);
        }
    }

    private int offset(Ip ip) {
        return (int) (ip.low() - subnet.cidr().network().low());
    }
}
