package dev.glassplane.calico.ipam;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A block of addresses: an IPAMBlock. Free addresses form a queue: the one that is free for longest goes first.
 *
 * @param cidr        its addresses
 * @param node        node with affinity: it announces the block; empty if nobody has
 * @param strict      addresses go to that node's pods alone
 * @param allocations by position in the block
 * @param free        positions of free addresses, in the order in which they will be given out
 */
public record Block(Cidr cidr, Optional<String> node, boolean strict, Map<Integer, Allocation> allocations, List<Integer> free) {

    /**
     * An address in use.
     *
     * @param handle     who gave it out to whom: {@code k8s-pod-network.SANDBOX}, {@code ipip-tunnel-addr-NODE}
     * @param attributes for people: {@code node}, {@code pod}, {@code namespace}, {@code timestamp}, {@code type}
     */
    public record Allocation(String handle, Map<String, String> attributes) {
        public Allocation {
            attributes = Map.copyOf(attributes);
        }
    }

    public Block {
        allocations = Map.copyOf(allocations);
        free = List.copyOf(free);
    }

    /** @return a block of the node's in which nothing is given out */
    public static Block claimed(Cidr cidr, String node, boolean strict) {
        return new Block(cidr, Optional.of(node), strict, Map.of(), IntStream.range(0, (int) cidr.size()).boxed().toList());
    }

    /** @return the address at the head of the queue, empty if all are in use */
    public Optional<Ip> next() {
        return free.isEmpty() ? Optional.empty() : Optional.of(cidr.at(free.getFirst()));
    }

    /** @return the block with that address in use; it must be free */
    public Block with(Ip ip, Allocation allocation) {
        int position = position(ip);
        if (!free.contains(position)) {
            throw new IllegalArgumentException(ip + " is not free in block " + cidr);
        }
        Map<Integer, Allocation> more = new TreeMap<>(allocations);
        more.put(position, allocation);
        return new Block(cidr, node, strict, more, free.stream().filter(other -> other != position).toList());
    }

    /** @return the block without what the handle holds; freed addresses go to the end of the queue */
    public Block without(String handle) {
        Map<Integer, Allocation> rest = new TreeMap<>(allocations);
        List<Integer> queue = new ArrayList<>(free);
        new TreeMap<>(allocations).forEach((position, allocation) -> {
            if (allocation.handle().equals(handle)) {
                rest.remove(position);
                queue.add(position);
            }
        });
        return new Block(cidr, node, strict, rest, queue);
    }

    /** @return the block without anybody's affinity */
    public Block abandoned() {
        return new Block(cidr, Optional.empty(), strict, allocations, free);
    }

    /** @return whether the address is in use here */
    public Optional<Allocation> holder(Ip ip) {
        return cidr.contains(ip) ? Optional.ofNullable(allocations.get(position(ip))) : Optional.empty();
    }

    /** @return addresses that the handle holds */
    public List<Ip> heldBy(String handle) {
        return new TreeMap<>(allocations).entrySet().stream().filter(entry -> entry.getValue().handle().equals(handle))
                .map(entry -> cidr.at(entry.getKey())).toList();
    }

    /** @return the address at a position */
    public Ip at(int position) {
        return cidr.at(position);
    }

    private int position(Ip ip) {
        return (int) (ip.low() - cidr.network().low());
    }

    /** @return name of the IPAMBlock: {@code 192-168-7-64-26} */
    public String name() {
        return name(cidr);
    }

    /** @return the part of names that stands for a block */
    public static String name(Cidr cidr) {
        return cidr.toString().replaceAll("[.:/]", "-");
    }
}
