package dev.glassplane.calico;

import dev.glassplane.calico.ipam.Block;
import dev.glassplane.calico.ipam.BlockObjects;
import dev.glassplane.calico.ipam.Ipam;
import dev.glassplane.net.Cidr;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.WriteOptions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Writes blocks, affinities and handles as the objects that Calico keeps. */
final class IpamWrites {

    private static final WriteOptions OPTIONS = WriteOptions.by("calico-ipam");

    private final Objects objects;
    private final Kind blocks;
    private final Kind affinities;
    private final Kind handles;

    IpamWrites(Objects objects, Kinds kinds) {
        this.objects = objects;
        blocks = kinds.named(BlockObjects.BLOCKS);
        affinities = kinds.named(BlockObjects.AFFINITIES);
        handles = kinds.named(BlockObjects.HANDLES);
    }

    /** Makes the objects of the blocks before into those of the blocks now. */
    void write(Map<Cidr, Block> before, Ipam now) {
        Set<Cidr> cidrs = new HashSet<>(before.keySet());
        cidrs.addAll(now.blocks().keySet());
        Set<String> holders = new HashSet<>();
        cidrs.stream().sorted().forEach(cidr -> {
            Block old = before.get(cidr);
            Block block = now.blocks().get(cidr);
            if (block != old && (block == null || !block.equals(old))) {
                block(cidr, old, block);
                affinity(cidr, old, block);
                Stream.of(Optional.ofNullable(old), Optional.ofNullable(block)).flatMap(Optional::stream)
                        .flatMap(of -> of.allocations().values().stream()).map(Block.Allocation::handle).forEach(holders::add);
            }
        });
        holders.stream().sorted().forEach(handle -> handle(handle, now));
    }

    private void block(Cidr cidr, Block old, Block block) {
        if (block == null) {
            delete(blocks, Block.name(cidr));
        } else {
            put(blocks, BlockObjects.object(block));
        }
    }

    private void affinity(Cidr cidr, Block old, Block block) {
        Optional<String> was = Optional.ofNullable(old).flatMap(Block::node);
        Optional<String> is = Optional.ofNullable(block).flatMap(Block::node);
        if (!was.equals(is)) {
            was.ifPresent(node -> delete(affinities, BlockObjects.affinityName(node, cidr)));
            is.ifPresent(node -> put(affinities, BlockObjects.affinity(node, cidr)));
        }
    }

    private void handle(String handle, Ipam now) {
        Map<Cidr, Integer> held = new HashMap<>();
        now.blocksOf(handle).forEach(cidr -> held.put(cidr, now.blocks().get(cidr).heldBy(handle).size()));
        if (held.isEmpty()) {
            delete(handles, BlockObjects.handleName(handle));
        } else {
            put(handles, BlockObjects.handle(handle, held));
        }
    }

    private void put(Kind kind, ObjectNode object) {
        String name = object.path("metadata").path("name").asString();
        if (objects.get(kind, "", name).isEmpty()) {
            objects.create(kind, "", object, OPTIONS);
        } else {
            objects.modify(kind, "", name, "", stored -> stored.set("spec", object.get("spec")));
        }
    }

    private void delete(Kind kind, String name) {
        if (objects.get(kind, "", name).isPresent()) {
            objects.delete(kind, "", name, DeleteOptions.NOW);
        }
    }
}
