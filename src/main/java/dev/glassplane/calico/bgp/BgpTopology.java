package dev.glassplane.calico.bgp;

import dev.glassplane.calico.BgpFilter;
import dev.glassplane.calico.BgpSettings.Peer;
import dev.glassplane.calico.Calico;
import dev.glassplane.calico.CalicoNode;
import dev.glassplane.calico.bgp.Session.State;
import dev.glassplane.calico.bgp.Session.Type;
import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who speaks with whom ({@code projectcalico/calico: confd/pkg/backends/calico/bgp_processor.go}): the mesh of all nodes that are no route reflectors, and
 * what BGPPeers add. A peer chosen by its labels is configured on both ends; one given by its address on the nodes that the BGPPeer is for alone, so
 * that the other end has to have a BGPPeer of its own, unless it is the fabric, which takes every node of its subnets for a peer.
 */
public final class BgpTopology {

    private final Map<String, Speaker> speakers = new TreeMap<>();
    private final Map<String, List<Session>> sessions = new TreeMap<>();
    private final Optional<Speaker> fabric;

    private BgpTopology(Calico calico) {
        calico.nodes().values().forEach(node -> speakers.put(node.name(), new Speaker.OnNode(node, calico.asNumber(node))));
        fabric = calico.fabricAs().map(Speaker.Fabric::new);
        Map<Ip, Speaker> byAddress = new HashMap<>();
        speakers.values().forEach(speaker -> byAddress.put(node(speaker).ip(), speaker));
        fabric.ifPresent(routers -> speakers.values().forEach(speaker -> byAddress.put(node(speaker).gateway(), routers)));
        Map<String, Map<Ip, Session>> configured = new TreeMap<>();
        speakers.values().forEach(speaker -> configured.put(speaker.name(), configure(speaker, calico, byAddress)));
        configured.forEach((name, all) -> sessions.put(name, all.values().stream().map(session -> session.in(state(name, session, configured))).toList()));
    }

    /** @return the topology of these objects */
    public static BgpTopology of(Calico calico) {
        return new BgpTopology(calico);
    }

    private static CalicoNode node(Speaker speaker) {
        return ((Speaker.OnNode) speaker).node();
    }

    private Map<Ip, Session> configure(Speaker self, Calico calico, Map<Ip, Speaker> byAddress) {
        Map<Ip, Session> all = new LinkedHashMap<>();
        CalicoNode me = node(self);
        if (calico.bgp().mesh() && me.clusterId().isEmpty()) {
            speakers.values().stream().filter(other -> other != self && node(other).clusterId().isEmpty()).forEach(other -> add(all, Type.MESH, other, false, List.of()));
        }
        for (Peer peer : calico.peers()) {
            Type type = peer.global() ? Type.GLOBAL : Type.NODE;
            boolean mine = peer.isFor(me);
            List<BgpFilter> filters = peer.filters().stream().flatMap(name -> Optional.ofNullable(calico.filters().get(name)).stream()).toList();
            if (mine && peer.peerIp().isPresent() && !peer.peerIp().get().equals(me.ip())) {
                Ip ip = peer.peerIp().get();
                all.putIfAbsent(ip, new Session(type, ip, peer.port(), peer.asNumber(), Optional.ofNullable(byAddress.get(ip)), peer.keepNextHop(),
                        filters, State.UNANSWERED));
            }
            peer.peers().ifPresent(selector -> speakers.values().stream().filter(other -> other != self)
                    .filter(other -> mine && selector.matches(node(other).labels()) || peer.isFor(node(other)) && selector.matches(me.labels()))
                    .forEach(other -> add(all, type, other, peer.keepNextHop(), filters)));
        }
        return all;
    }

    private static void add(Map<Ip, Session> all, Type type, Speaker other, boolean keepNextHop, List<BgpFilter> filters) {
        Ip ip = node(other).ip();
        all.putIfAbsent(ip, new Session(type, ip, Peer.PORT, other.asNumber(), Optional.of(other), keepNextHop, filters, State.UNANSWERED));
    }

    private State state(String name, Session session, Map<String, Map<Ip, Session>> configured) {
        CalicoNode me = node(speakers.get(name));
        if (session.other().isEmpty() || !me.up()) {
            return State.UNANSWERED;
        }
        Speaker other = session.other().get();
        State agreed = other.asNumber() == session.peerAs() ? State.ESTABLISHED : State.WRONG_AS;
        return switch (other) {
            case Speaker.Fabric _ -> session.port() == Peer.PORT && me.onLink(session.peer()) ? agreed : State.UNANSWERED;
            case Speaker.OnNode on -> {
                Session back = on.node().up() ? configured.get(on.name()).get(me.ip()) : null;
                boolean answers = back != null && session.port() == Peer.PORT;
                yield !answers ? State.UNANSWERED : back.peerAs() == speakers.get(name).asNumber() ? agreed : State.WRONG_AS;
            }
        };
    }

    /** @return the node's sessions in the order of BIRD's configuration: the mesh, then global peers, then those of the node */
    public List<Session> sessionsOf(String node) {
        List<Session> ordered = new ArrayList<>();
        for (Type type : Type.values()) {
            sessions.getOrDefault(node, List.of()).stream().filter(session -> session.type() == type).forEach(ordered::add);
        }
        return ordered;
    }

    /** @return the node's BIRD */
    public Optional<Speaker> speaker(String node) {
        return Optional.ofNullable(speakers.get(node));
    }

    /** @return the routers between the nodes, if they speak BGP */
    public Optional<Speaker> fabric() {
        return fabric;
    }

    /** @return every speaker on a node, by name */
    public Map<String, Speaker> speakers() {
        return speakers;
    }

    /** @return sessions that the nodes configured, each counted once: n(n-1)/2 in a mesh of n */
    public int sessionCount() {
        int both = 0;
        int alone = 0;
        for (Map.Entry<String, List<Session>> entry : sessions.entrySet()) {
            for (Session session : entry.getValue()) {
                boolean mutual = session.other().filter(Speaker.OnNode.class::isInstance).map(Speaker::name).map(sessions::get)
                        .filter(back -> back.stream().anyMatch(other -> other.peer().equals(node(speakers.get(entry.getKey())).ip()))).isPresent();
                both += mutual ? 1 : 0;
                alone += mutual ? 0 : 1;
            }
        }
        return both / 2 + alone;
    }

    /** @return who hears from the speaker, with the session as the speaker configured it; the fabric answers whoever asked it */
    List<Link> linksOf(Speaker from) {
        return switch (from) {
            case Speaker.OnNode _ -> sessions.getOrDefault(from.name(), List.of()).stream().filter(Session::established)
                    .map(session -> new Link(session.other().orElseThrow(), session.keepNextHop(), session.filters(), filters(session.other().orElseThrow(), from))).toList();
            case Speaker.Fabric _ -> speakers.values().stream().filter(node -> sessions.get(node.name()).stream()
                    .anyMatch(session -> session.established() && session.other().equals(Optional.of(from))))
                    .map(node -> new Link(node, false, List.of(), filters(node, from))).toList();
        };
    }

    /** Filters of a speaker's session with another. */
    private List<BgpFilter> filters(Speaker of, Speaker with) {
        return sessions.getOrDefault(of.name(), List.of()).stream().filter(session -> session.other().equals(Optional.of(with))).findFirst()
                .map(Session::filters).orElse(List.of());
    }

    /** @return whether prefixes of one node may take different ways */
    boolean filters() {
        return sessions.values().stream().flatMap(List::stream).anyMatch(session -> !session.filters().isEmpty());
    }

    /**
     * One direction of an established session.
     *
     * @param exports filters of who tells
     * @param imports filters of who is told
     */
    record Link(Speaker to, boolean keepNextHop, List<BgpFilter> exports, List<BgpFilter> imports) {}

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof BgpTopology topology && speakers.equals(topology.speakers) && sessions.equals(topology.sessions)
                && fabric.equals(topology.fabric);
    }

    @Override
    public int hashCode() {
        return speakers.hashCode();
    }
}
