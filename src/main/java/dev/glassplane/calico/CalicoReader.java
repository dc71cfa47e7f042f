package dev.glassplane.calico;

import dev.glassplane.calico.bgp.BgpTopology;
import dev.glassplane.calico.bgp.Routing;
import dev.glassplane.calico.ipam.Block;
import dev.glassplane.calico.ipam.BlockObjects;
import dev.glassplane.calico.ipam.IpamSettings;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.Node;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.Vpc;
import dev.glassplane.vpc.VpcReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.pcollections.TreePMap;

/**
 * Reads Calico's picture out of images. The answer is a function of the image; the last one is kept, and only what differs between it and the next
 * image is read again. May be used from any thread.
 */
public final class CalicoReader {

    private static final ObjectKey CLUSTER = ClusterNetwork.CLUSTER;
    private static final String DEFAULT = "default";

    private final VpcReader vpcs;
    private ClusterImage last = ClusterImage.EMPTY;
    private Calico calico = Calico.EMPTY;
    private Routing routing = new Routing(Calico.EMPTY, BgpTopology.of(Calico.EMPTY));

    /** @param vpcs where nodes have their interfaces */
    public CalicoReader(VpcReader vpcs) {
        this.vpcs = vpcs;
    }

    /** @return what the image shows */
    public synchronized Calico of(ClusterImage image) {
        if (image != last) {
            Calico next = read(image);
            boolean sameSpeakers = next.nodes() == calico.nodes() && next.peers() == calico.peers() && next.filters() == calico.filters() && next.bgp().equals(calico.bgp())
                    && next.fabricAs().equals(calico.fabricAs());
            routing = sameSpeakers ? routing.with(next) : new Routing(next, BgpTopology.of(next));
            calico = next;
            last = image;
        }
        return calico;
    }

    /** @return where the nodes are */
    Vpc vpc(ClusterImage image) {
        return vpcs.of(image);
    }

    /** @return who speaks BGP with whom in the image, and what follows */
    public synchronized Routing routing(ClusterImage image) {
        of(image);
        return routing;
    }

    private Calico read(ClusterImage image) {
        List<IpPool> pools = same(image, IpPool.RESOURCE) ? calico.pools()
                : image.all(IpPool.RESOURCE).values().stream().flatMap(stored -> IpPool.of(stored).stream()).toList();
        List<BgpSettings.Peer> peers = same(image, BgpSettings.Peer.RESOURCE) ? calico.peers()
                : image.all(BgpSettings.Peer.RESOURCE).values().stream().flatMap(stored -> BgpSettings.Peer.of(stored).stream()).toList();
        Map<String, BgpFilter> filters = same(image, BgpFilter.RESOURCE) ? calico.filters()
                : image.all(BgpFilter.RESOURCE).values().stream().map(BgpFilter::of).collect(Collectors.toMap(BgpFilter::name, filter -> filter));
        return new Calico(pools, spec(image, IpamSettings.RESOURCE).map(IpamSettings::of).orElse(IpamSettings.DEFAULT),
                spec(image, BgpSettings.RESOURCE).map(BgpSettings::of).orElse(BgpSettings.DEFAULT), peers, filters,
                spec(image, FelixSettings.RESOURCE).map(FelixSettings::of).orElse(FelixSettings.DEFAULT), nodes(image), blocks(image), fabric(image));
    }

    private boolean same(ClusterImage image, String resource) {
        return image.all(resource) == last.all(resource);
    }

    private static Optional<tools.jackson.databind.JsonNode> spec(ClusterImage image, String resource) {
        return image.object(new ObjectKey(resource, "", DEFAULT)).map(stored -> stored.object().path("spec"));
    }

    private static Optional<Long> fabric(ClusterImage image) {
        long number = image.object(CLUSTER).map(stored -> stored.object().path("spec").path("bgpFabric").path("asNumber").asLong(0)).orElse(0L);
        return number == 0 ? Optional.empty() : Optional.of(number);
    }

    private Map<String, CalicoNode> nodes(ClusterImage image) {
        if (image.nodes() == last.nodes() && same(image, NetworkInterface.RESOURCE) && same(image, VpcReader.SUBNET_RESOURCE)) {
            return calico.nodes();
        }
        Vpc vpc = vpcs.of(image);
        Map<String, CalicoNode> nodes = new TreeMap<>();
        image.nodes().values().forEach(node -> node(node, vpc).ifPresent(of -> nodes.put(of.name(), of)));
        return nodes.equals(calico.nodes()) ? calico.nodes() : java.util.Collections.unmodifiableMap(nodes);
    }

    private static Optional<CalicoNode> node(Node node, Vpc vpc) {
        Map<String, String> notes = node.annotations();
        Optional<Ip> reported = node.internalIps().stream().filter(Ip::isV4).findFirst();
        String[] written = notes.getOrDefault(CalicoNode.ADDRESS, "").split("/", 2);
        Optional<Ip> address = Ip.tryParse(written[0]).filter(Ip::isV4).or(() -> reported);
        return address.map(ip -> {
            Cidr around = vpc.primaryOf(node.name()).flatMap(of -> vpc.subnet(of.subnet())).or(() -> vpc.subnetOf(ip)).map(Subnet::cidr)
                    .filter(cidr -> cidr.contains(ip)).orElse(ip.asCidr());
            Cidr network = written.length == 2 ? Cidr.tryParse(notes.get(CalicoNode.ADDRESS)).orElse(around) : around;
            return new CalicoNode(node.name(), node.labels(), ip, network, around.at(1), number(notes.get(CalicoNode.AS_NUMBER)),
                    Optional.ofNullable(notes.get(CalicoNode.CLUSTER_ID)).filter(id -> !id.isEmpty()), Ip.tryParse(notes.get(CalicoNode.IPIP_ADDRESS)),
                    Ip.tryParse(notes.get(CalicoNode.VXLAN_ADDRESS)), node.ready() && !node.deleting());
        });
    }

    /** AS numbers are written as one number or as two with a point between them (RFC 5396). */
    private static Optional<Long> number(String text) {
        if (text == null || !text.matches("\\d{1,10}|\\d{1,5}\\.\\d{1,5}")) {
            return Optional.empty();
        }
        int point = text.indexOf('.');
        return Optional.of(point < 0 ? Long.parseLong(text) : (Long.parseLong(text.substring(0, point)) << 16) + Long.parseLong(text.substring(point + 1)));
    }

    private TreePMap<Cidr, Block> blocks(ClusterImage image) {
        SortedMap<ObjectKey, Stored> now = image.all(BlockObjects.BLOCKS);
        SortedMap<ObjectKey, Stored> before = last.all(BlockObjects.BLOCKS);
        if (now == before) {
            return calico.blocks();
        }
        TreePMap<Cidr, Block> blocks = calico.blocks();
        for (Map.Entry<ObjectKey, Stored> entry : before.entrySet()) {
            if (!now.containsKey(entry.getKey())) {
                blocks = BlockObjects.block(entry.getValue().object().path("spec")).map(Block::cidr).map(blocks::minus).orElse(blocks);
            }
        }
        for (Map.Entry<ObjectKey, Stored> entry : now.entrySet()) {
            if (entry.getValue() != before.get(entry.getKey())) {
                Optional<Block> block = BlockObjects.block(entry.getValue().object().path("spec"));
                blocks = block.isPresent() ? blocks.plus(block.get().cidr(), block.get()) : blocks;
            }
        }
        return blocks;
    }
}
