package dev.glassplane.linux.bpf;

import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Packet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the programs of one node remember during one walk: the maps that they write themselves. The kernel's LRU maps forget approximately the
 * entry used longest ago, these exactly. Not thread-safe.
 */
public final class BpfMemory {

    /** Flows that are remembered ({@code bpf-ct-global-tcp-max}). */
    public static final int FLOWS_MAX = 524_288;
    /** Translated sources that are remembered ({@code bpf-nat-global-max}). */
    public static final int MAPPINGS_MAX = 524_288;
    /** Sockets that are remembered ({@code bpf-sock-rev-map-max}). */
    public static final int SOCKETS_MAX = 262_144;

    private final Map<FlowKey, Flow> flows = new Lru<>(FLOWS_MAX);
    private final Map<Tuple, IpPort> mappings = new Lru<>(MAPPINGS_MAX);
    private final Map<Tuple, Tuple> reverseMappings = new Lru<>(MAPPINGS_MAX);
    private final Map<AffinityKey, AffinityValue> affinity = new Lru<>(LoadBalancerMaps.ENTRIES_DEFAULT);
    private final Map<SocketKey, Asked> sockets = new Lru<>(SOCKETS_MAX);
    private final Map<SocketKey, Connected> connected = new Lru<>(SOCKETS_MAX);
    private final Map<PolicyFlowKey, Integer> policyFlows = new Lru<>(PolicyMaps.FLOWS_MAX);

    /** Whose flow an entry of connection tracking is. */
    public enum Direction { OUT, IN, SVC }

    /**
     * Key of a tracked flow ({@code cilium_ct4_global}, {@code cilium_ct_any4_global}).
     *
     * @param tuple     of its first packet
     * @param direction seen from the node: SVC is a client's packet to a frontend
     */
    public record FlowKey(Tuple tuple, Direction direction) {}

    /**
     * A tracked flow.
     *
     * @param revNatId  frontend whose address answers must have, 0 if none
     * @param backendId of an SVC entry
     * @param nodePort  whether it came in by a node port or its like
     * @param loopback  whether a pod reaches itself by it
     * @param service   of a flow that another node sent here by DSR: the frontend's address
     */
    public record Flow(int revNatId, int backendId, boolean nodePort, boolean loopback, Optional<IpPort> service) {

        /** A flow without a Service. */
        public static final Flow PLAIN = new Flow(0, 0, false, false, Optional.empty());
    }

    /**
     * Key of {@code cilium_lb4_reverse_sk}.
     *
     * @param socket  the socket: its namespace and its own end
     * @param backend the other end
     */
    public record SocketKey(String socket, IpPort backend) {}

    /**
     * What a socket asked for before its destination was rewritten.
     *
     * @param service  the address
     * @param revNatId its frontend
     * @param packet   as the process meant it
     * @param at       time of its system call
     */
    public record Asked(IpPort service, int revNatId, Packet packet, Instant at) {}

    /** @return the flow */
    public Optional<Flow> flow(FlowKey key) {
        return Optional.ofNullable(flows.get(key));
    }

    /** Remembers a flow. */
    public void put(FlowKey key, Flow flow) {
        flows.put(key, flow);
    }

    /** @return all flows, the one used longest ago first */
    public List<Map.Entry<FlowKey, Flow>> flows() {
        return new ArrayList<>(flows.entrySet());
    }

    /** @return the source that packets of this tuple get */
    public Optional<IpPort> mapping(Tuple original) {
        return Optional.ofNullable(mappings.get(original));
    }

    /** @return the tuple before its source was translated, by the tuple of an answer */
    public Optional<Tuple> original(Tuple answer) {
        return Optional.ofNullable(reverseMappings.get(answer));
    }

    /** Remembers a translated source, for both directions. */
    public void map(Tuple original, IpPort source) {
        mappings.put(original, source);
        reverseMappings.put(new Tuple(original.protocol(), original.destination(), original.destinationPort(), source.ip(), source.port()), original);
    }

    /** @return all translated sources as the map has them: OUT gives the new source, IN the original one by the tuple of an answer */
    public Map<FlowKey, IpPort> translations() {
        Map<FlowKey, IpPort> all = new LinkedHashMap<>();
        mappings.forEach((tuple, source) -> all.put(new FlowKey(tuple, Direction.OUT), source));
        reverseMappings.forEach((answer, original) -> all.put(new FlowKey(answer, Direction.IN), new IpPort(original.source(), original.sourcePort())));
        return all;
    }

    /** @return what a frontend remembers of a client */
    public Optional<AffinityValue> affinity(AffinityKey key) {
        return Optional.ofNullable(affinity.get(key));
    }

    /** Remembers a client. */
    public void put(AffinityKey key, AffinityValue value) {
        affinity.put(key, value);
    }

    /** Forgets a client. */
    public void forget(AffinityKey key) {
        affinity.remove(key);
    }

    /** @return what the socket asked for */
    public Optional<Asked> asked(SocketKey key) {
        return Optional.ofNullable(sockets.get(key));
    }

    /** Remembers a socket's question, and the packet that it sends instead. */
    public void put(SocketKey key, Asked asked, Packet sent) {
        sockets.put(key, asked);
        connected.put(new SocketKey(key.socket(), asked.service()), new Connected(asked, sent));
    }

    /** @return the packet that a socket sends to this address since the system call at this time; empty if there was none */
    public Optional<Packet> connected(SocketKey socketAndService, Instant at) {
        return Optional.ofNullable(connected.get(socketAndService)).filter(known -> known.asked().at().equals(at)).map(Connected::sent);
    }

    /**
     * Key of a flow that the network policy agent's programs let through ({@code aws_conntrack_map}).
     *
     * @param tuple of its first packet
     * @param owner address of the pod whose program wrote it
     */
    public record PolicyFlowKey(Tuple tuple, Ip owner) {

        /** @return {@code TCP 10.0.1.11:40000 -> 10.0.1.12:80 owner 10.0.1.11} */
        @Override
        public String toString() {
            return tuple.protocol() + " " + FlowText.ends(tuple) + " owner " + owner;
        }
    }

    /** @return the pod states under which the flow was let through, as one number; empty if the map does not know it */
    public Optional<Integer> policyFlow(PolicyFlowKey key) {
        return Optional.ofNullable(policyFlows.get(key));
    }

    /** Remembers a flow that was let through. */
    public void put(PolicyFlowKey key, int states) {
        policyFlows.put(key, states);
    }

    /** Forgets a flow that is let through no longer. */
    public void forget(PolicyFlowKey key) {
        policyFlows.remove(key);
    }

    private record Connected(Asked asked, Packet sent) {}

    private static final class Lru<K, V> extends LinkedHashMap<K, V> {
        private final int max;

        Lru(int max) {
            super(16, 0.75f, true);
            this.max = max;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > max;
        }
    }
}
