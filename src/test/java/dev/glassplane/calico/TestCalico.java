package dev.glassplane.calico;

import dev.glassplane.calico.BgpSettings.Peer;
import dev.glassplane.calico.ipam.Block;
import dev.glassplane.calico.ipam.IpamSettings;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/** Puts Calico's picture together by hand: node n-I has 10.0.SUBNET.I and the block 192.168.I.0/26. */
public final class TestCalico {

    private final Map<String, CalicoNode> nodes = new TreeMap<>();
    private final Map<String, BgpFilter> filters = new java.util.TreeMap<>();
    private final List<Peer> peers = new ArrayList<>();
    private TreePMap<Cidr, Block> blocks = TreePMap.empty();
    private Encapsulation encapsulation = Encapsulation.NONE;
    private boolean export = true;
    private boolean mesh = true;
    private Optional<Long> fabricAs = Optional.empty();

    public TestCalico node(int i, int subnet, Map<String, String> labels) {
        return node(i, subnet, labels, Optional.empty(), Optional.empty(), true);
    }

    public TestCalico node(int i, int subnet, Map<String, String> labels, Optional<Long> as, Optional<String> cluster, boolean up) {
        String name = "n-" + i;
        Cidr network = Cidr.parse("10.0." + subnet + ".0/24");
        nodes.put(name, new CalicoNode(name, labels, network.at(i), network, network.at(1), as, cluster,
                Optional.of(Ip.parse("192.168." + i + ".0")), Optional.of(Ip.parse("192.168." + i + ".0")), up));
        Cidr cidr = Cidr.parse("192.168." + i + ".0/26");
        blocks = blocks.plus(cidr, Block.claimed(cidr, name, false));
        return this;
    }

    public TestCalico borrowed(int node, int from, int position) {
        Cidr cidr = Cidr.parse("192.168." + from + ".0/26");
        blocks = blocks.plus(cidr, blocks.get(cidr).with(cidr.at(position), new Block.Allocation("h", Map.of("node", "n-" + node))));
        return this;
    }

    public TestCalico pool(Encapsulation how) {
        encapsulation = how;
        return this;
    }

    public TestCalico exported(boolean is) {
        export = is;
        return this;
    }

    public TestCalico mesh(boolean is) {
        mesh = is;
        return this;
    }

    public TestCalico fabric(long as) {
        fabricAs = Optional.of(as);
        return this;
    }

    public TestCalico peerByAddress(String name, String nodes, String ip, long as, String... filters) {
        peers.add(new Peer(name, Optional.empty(), Optional.of(nodes).filter(text -> !text.isEmpty()).map(Selector::parse), Optional.of(Ip.parse(ip)), Peer.PORT,
                Optional.empty(), as, false, List.of(filters)));
        return this;
    }

    public TestCalico peerBySelector(String name, String nodes, String selector, String... filters) {
        peers.add(new Peer(name, Optional.empty(), Optional.of(nodes).filter(text -> !text.isEmpty()).map(Selector::parse), Optional.empty(), Peer.PORT,
                Optional.of(Selector.parse(selector)), 0, false, List.of(filters)));
        return this;
    }

    public TestCalico filter(BgpFilter filter) {
        filters.put(filter.name(), filter);
        return this;
    }

    public Calico build() {
        IpPool pool = new IpPool("default-ipv4-ippool", Cidr.parse("192.168.0.0/16"), 26, encapsulation, true, false, !export, Selector.parse("all()"),
                Set.of(IpPool.WORKLOAD, IpPool.TUNNEL));
        return new Calico(List.of(pool), IpamSettings.DEFAULT, new BgpSettings(64_512, mesh), peers, this.filters, FelixSettings.DEFAULT, nodes, blocks, fabricAs);
    }
}
