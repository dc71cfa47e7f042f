package dev.glassplane.calico.ipam;

import dev.glassplane.calico.IpPool;
import dev.glassplane.calico.ipam.Assignment.Assigned;
import dev.glassplane.calico.ipam.Assignment.Refused;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Hands out addresses as calico-ipam does ({@code projectcalico/calico: libcalico-go/lib/ipam/ipam.go}): first out of the node's own blocks, then out of
 * a block that nobody has yet, then, unless affinity is strict, out of anybody's. The first block that a node looks at follows from its name, so that
 * nodes do not all begin at the same place; the real one draws that place with Go's generator, seeded by the same hash.
 */
public final class Ipam {

    private final List<IpPool> pools;
    private final IpamSettings settings;
    private final Map<Cidr, Block> blocks = new TreeMap<>();
    private final Map<String, TreeSet<Cidr>> affine = new HashMap<>();
    private final Map<String, TreeSet<Cidr>> handles = new HashMap<>();

    /** @param blocks all there are */
    public Ipam(List<IpPool> pools, IpamSettings settings, Collection<Block> blocks) {
        this.pools = List.copyOf(pools);
        this.settings = settings;
        blocks.forEach(this::put);
    }

    /**
     * @param node      whose pod, or itself, asks
     * @param labels    of the node
     * @param handle    who will hold it
     * @param use       {@link IpPool#WORKLOAD} or {@link IpPool#TUNNEL}
     * @param wanted    pools asked for by an annotation or by need; empty: all that select the node
     */
    public record Request(String node, Map<String, String> labels, String handle, Map<String, String> attributes, String use, List<Cidr> wanted) {}

    /** @return blocks now, by prefix */
    public Map<Cidr, Block> blocks() {
        return blocks;
    }

    /** @return prefixes of the node's own blocks */
    public Collection<Cidr> affineTo(String node) {
        return affine.getOrDefault(node, new TreeSet<>());
    }

    /** Gives an address, or says why not; nothing has changed then. */
    public Assignment assign(Request request) {
        List<IpPool> enabled = pools.stream().filter(pool -> !pool.disabled() && pool.cidr().network().isV4()).toList();
        if (enabled.isEmpty()) {
            return new Refused("cannot find a qualified ippool");
        }
        for (Cidr wanted : request.wanted()) {
            if (enabled.stream().noneMatch(pool -> pool.cidr().equals(wanted))) {
                return new Refused("the given pool (" + wanted + ") does not exist, or is not enabled");
            }
        }
        List<IpPool> matching = request.wanted().isEmpty() ? enabled.stream().filter(pool -> pool.selects(request.labels())).toList()
                : request.wanted().stream().flatMap(wanted -> enabled.stream().filter(pool -> pool.cidr().equals(wanted))).toList();
        if (matching.isEmpty()) {
            return new Refused("no configured Calico pools for node " + request.node());
        }
        List<IpPool> usable = matching.stream().filter(pool -> pool.gives(request.use())).toList();
        if (usable.isEmpty()) {
            return new Refused("cannot find a qualified ippool, no pools match the required use (" + request.use() + ")");
        }
        return assign(request, usable);
    }

    private Assignment assign(Request request, List<IpPool> usable) {
        List<Cidr> own = affineTo(request.node()).stream().filter(cidr -> usable.stream().anyMatch(pool -> pool.cidr().contains(cidr))).toList();
        Optional<Block> found = own.stream().map(blocks::get).filter(block -> block.next().isPresent()).findFirst();
        if (found.isPresent()) {
            return give(found.get(), request);
        }
        if (own.size() >= settings.maxBlocksPerHost()) {
            return new Refused("cannot allocate new block due to per host block limit");
        }
        if (!settings.autoAllocateBlocks()) {
            return new Refused("failed to find or claim a block");
        }
        Optional<Cidr> unclaimed = usable.stream().flatMap(pool -> blocks(pool, request.node())).filter(cidr -> !taken(cidr)).findFirst();
        if (unclaimed.isPresent()) {
            return give(Block.claimed(unclaimed.get(), request.node(), settings.strictAffinity()), request);
        }
        String nothing = "failed to request IPv4 addresses: Assigned 0 out of 1 requested IPv4 addresses; ";
        if (settings.strictAffinity()) {
            return new Refused(nothing + "No more free affine blocks and strict affinity enabled");
        }
        return usable.stream().flatMap(pool -> blocks(pool, request.node())).map(blocks::get)
                .filter(block -> block != null && !block.strict() && block.next().isPresent()).findFirst().map(block -> give(block, request))
                .orElseGet(() -> new Refused(nothing + "No IPs available in pools: [" + String.join(" ",
                        usable.stream().map(pool -> pool.cidr().toString()).toList()) + "]"));
    }

    private Assignment give(Block block, Request request) {
        Ip ip = block.next().orElseThrow();
        put(block.with(ip, new Block.Allocation(request.handle(), request.attributes())));
        return new Assigned(ip, block.cidr());
    }

    /** Gives this very address, claiming its block if nobody has it. */
    public Assignment assign(Ip ip, Request request) {
        Optional<IpPool> pool = IpPool.around(pools, ip);
        if (pool.isEmpty()) {
            return new Refused("The provided IP address is not in a configured pool\n");
        }
        Cidr cidr = pool.get().blockOf(ip);
        Block block = blocks.getOrDefault(cidr, Block.claimed(cidr, request.node(), settings.strictAffinity()));
        if (block.holder(ip).isPresent()) {
            return new Refused("Address already assigned in block");
        }
        if (block.strict() && !block.node().equals(Optional.of(request.node()))) {
            return new Refused("strict affinity: the host does not have affinity to the block of " + ip);
        }
        put(block.with(ip, new Block.Allocation(request.handle(), request.attributes())));
        return new Assigned(ip, cidr);
    }

    /** @return handles that hold an address */
    public Collection<String> handles() {
        return List.copyOf(handles.keySet());
    }

    /** @return blocks in which the handle holds an address, by prefix */
    public Collection<Cidr> blocksOf(String handle) {
        return List.copyOf(handles.getOrDefault(handle, new TreeSet<>()));
    }

    /** Takes back what the handle holds; a block that nobody has affinity to vanishes with its last address. */
    public void release(String handle) {
        for (Cidr cidr : List.copyOf(handles.getOrDefault(handle, new TreeSet<>()))) {
            Block rest = blocks.get(cidr).without(handle);
            if (rest.node().isEmpty() && rest.allocations().isEmpty()) {
                remove(cidr);
            } else {
                put(rest);
            }
        }
    }

    /** The node is gone: so are its affinities, and its blocks if they are empty. */
    public void forget(String node) {
        for (Cidr cidr : new ArrayList<>(affineTo(node))) {
            Block block = blocks.get(cidr);
            remove(cidr);
            if (!block.allocations().isEmpty()) {
                put(block.abandoned());
            }
        }
    }

    private boolean taken(Cidr cidr) {
        return blocks.containsKey(cidr) || blocks.keySet().stream().anyMatch(other -> other.overlaps(cidr));
    }

    /** All blocks of a pool, from the one that the node's name leads to, round to the one before it. */
    private static Stream<Cidr> blocks(IpPool pool, String node) {
        int count = pool.blocks();
        long first = new SplittableRandom(Integer.toUnsignedLong(fnv(node))).nextLong(count);
        long size = 1L << pool.cidr().family().bits() - pool.blockSize();
        return Stream.iterate(0, i -> i < count, i -> i + 1).map(i -> new Cidr(pool.cidr().at((first + i) % count * size), pool.blockSize()));
    }

    /** The 32-bit FNV-1 hash, with which Calico seeds the generator that draws a node's first block. */
    private static int fnv(String text) {
        int hash = 0x811c9dc5;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            hash = hash * 0x01000193 ^ octet & 0xff;
        }
        return hash;
    }

    private void put(Block block) {
        remove(block.cidr());
        blocks.put(block.cidr(), block);
        block.allocations().values().forEach(allocation -> handles.computeIfAbsent(allocation.handle(), _ -> new TreeSet<>()).add(block.cidr()));
        block.node().ifPresent(node -> affine.computeIfAbsent(node, _ -> new TreeSet<>()).add(block.cidr()));
    }

    private void remove(Cidr cidr) {
        Block before = blocks.remove(cidr);
        if (before != null) {
            before.node().ifPresent(node -> affine.get(node).remove(cidr));
            before.allocations().values().forEach(allocation -> handles.computeIfPresent(allocation.handle(),
                    (_, cidrs) -> cidrs.remove(cidr) && cidrs.isEmpty() ? null : cidrs));
        }
    }
}
