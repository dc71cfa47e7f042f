package dev.glassplane.calico.ipam;

import dev.glassplane.calico.ipam.Block.Allocation;
import dev.glassplane.net.Cidr;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Blocks as the objects that Calico keeps: IPAMBlock, BlockAffinity, IPAMHandle ({@code libcalico-go/lib/backend/model}). */
public final class BlockObjects {

    /** Resource of blocks. */
    public static final String BLOCKS = "ipamblocks.crd.projectcalico.org";
    /** Resource of affinities. */
    public static final String AFFINITIES = "blockaffinities.crd.projectcalico.org";
    /** Resource of handles. */
    public static final String HANDLES = "ipamhandles.crd.projectcalico.org";
    private static final String API_VERSION = "crd.projectcalico.org/v1";
    private static final String HOST = "host:";

    private BlockObjects() {}

    /** @return the IPAMBlock's spec; addresses that nobody holds are {@code null} in {@code allocations} */
    public static ObjectNode spec(Block block) {
        ObjectNode spec = JsonMapper.shared().createObjectNode();
        spec.put("cidr", block.cidr().toString());
        block.node().ifPresent(node -> spec.put("affinity", HOST + node));
        spec.put("strictAffinity", block.strict()).put("deleted", false);
        ArrayNode allocations = spec.putArray("allocations");
        ArrayNode attributes = spec.putArray("attributes");
        for (int position = 0; position < block.cidr().size(); position++) {
            Allocation allocation = block.allocations().get(position);
            if (allocation == null) {
                allocations.addNull();
            } else {
                allocations.add(attributes.size());
                ObjectNode attribute = attributes.addObject().put("handle_id", allocation.handle());
                ObjectNode secondary = attribute.putObject("secondary");
                new TreeMap<>(allocation.attributes()).forEach(secondary::put);
            }
        }
        ArrayNode free = spec.putArray("unallocated");
        block.free().forEach(free::add);
        return spec;
    }

    /** @return the block, empty if the spec does not describe one that can be used */
    public static Optional<Block> block(JsonNode spec) {
        return Cidr.tryParse(spec.path("cidr").asString("")).filter(cidr -> cidr.network().isV4()).map(cidr -> {
            Map<Integer, Allocation> allocations = new TreeMap<>();
            JsonNode list = spec.path("allocations");
            for (int position = 0; position < Math.min(list.size(), cidr.size()); position++) {
                if (list.get(position).isNumber()) {
                    JsonNode attribute = spec.path("attributes").path(list.get(position).asInt());
                    allocations.put(position, new Allocation(attribute.path("handle_id").asString(""), texts(attribute.path("secondary"))));
                }
            }
            String affinity = spec.path("affinity").asString("");
            return new Block(cidr, affinity.startsWith(HOST) ? Optional.of(affinity.substring(HOST.length())) : Optional.empty(),
                    spec.path("strictAffinity").asBoolean(false), allocations, free(spec, allocations, (int) cidr.size()));
        });
    }

    /** The queue as it is written, then what it forgot. */
    private static List<Integer> free(JsonNode spec, Map<Integer, Allocation> allocations, int size) {
        List<Integer> free = new ArrayList<>();
        Set<Integer> seen = new HashSet<>(allocations.keySet());
        spec.path("unallocated").valueStream().map(JsonNode::asInt).filter(position -> position >= 0 && position < size && seen.add(position)).forEach(free::add);
        IntStream.range(0, size).filter(seen::add).forEach(free::add);
        return free;
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString("")));
        return texts;
    }

    /** @return an IPAMBlock */
    public static ObjectNode object(Block block) {
        ObjectNode object = object("IPAMBlock", block.name());
        object.set("spec", spec(block));
        return object;
    }

    /** @return name of the BlockAffinity */
    public static String affinityName(String node, Cidr cidr) {
        return node + "-" + Block.name(cidr);
    }

    /** @return a confirmed BlockAffinity */
    public static ObjectNode affinity(String node, Cidr cidr) {
        ObjectNode object = object("BlockAffinity", affinityName(node, cidr));
        object.putObject("spec").put("cidr", cidr.toString()).put("deleted", "false").put("node", node).put("state", "confirmed");
        return object;
    }

    /** @return an IPAMHandle: how many addresses of which block its holder has */
    public static ObjectNode handle(String handle, Map<Cidr, Integer> held) {
        ObjectNode object = object("IPAMHandle", handleName(handle));
        ObjectNode spec = object.putObject("spec").put("handleID", handle).put("deleted", false);
        ObjectNode block = spec.putObject("block");
        new TreeMap<>(held).forEach((cidr, count) -> block.put(cidr.toString(), count));
        return object;
    }

    /** @return name of the IPAMHandle */
    public static String handleName(String handle) {
        return handle.toLowerCase(java.util.Locale.ROOT);
    }

    private static ObjectNode object(String kind, String name) {
        ObjectNode object = JsonMapper.shared().createObjectNode().put("apiVersion", API_VERSION).put("kind", kind);
        object.putObject("metadata").put("name", name);
        return object;
    }
}
