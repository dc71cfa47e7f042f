package dev.glassplane.linux.bpf;

import static dev.glassplane.linux.bpf.Layout.address;
import static dev.glassplane.linux.bpf.Layout.addressBytes;
import static dev.glassplane.linux.bpf.Layout.hostByte;
import static dev.glassplane.linux.bpf.Layout.hostShort;
import static dev.glassplane.linux.bpf.Layout.networkShort;
import static dev.glassplane.linux.bpf.Layout.putNetworkShort;
import static dev.glassplane.linux.bpf.Layout.skip;

import dev.glassplane.linux.bpf.BpfMap.Type;
import dev.glassplane.linux.bpf.BpfMemory.Direction;
import dev.glassplane.linux.bpf.BpfMemory.Flow;
import dev.glassplane.linux.bpf.BpfMemory.FlowKey;
import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Protocol;
import java.util.Arrays;
import java.util.Optional;

/**
 * The maps that the programs write themselves, with their bytes ({@code cilium/cilium: bpf/lib/conntrack.h, bpf/lib/nat.h}). Counters and times,
 * which a walk has not, are zero.
 */
public final class FlowMaps {

    private static final int LOOPBACK = 0x8;
    private static final int NODE_PORT = 0x20;
    private static final int DSR = 0x80;
    private static final int UNION_BYTES = 16;

    private FlowMaps() {}

    /** @return {@code cilium_ct4_global} or {@code cilium_ct_any4_global}, or their IPv6 twins */
    public static BpfMap<FlowKey, Flow> tracked(Family family, boolean tcp) {
        String name = "cilium_ct" + (tcp ? "" : "_any") + (family == Family.IPV4 ? "4" : "6") + "_global";
        return new BpfMap<>(name, Type.LRU_HASH, key(family, true), flow(family), tcp ? BpfMemory.FLOWS_MAX : BpfMemory.FLOWS_MAX / 2, (_, _) -> 0);
    }

    /** @return {@code cilium_snat_v4_external} or {@code cilium_snat_v6_external}: the translated source (OUT), or the original one (IN) */
    public static BpfMap<FlowKey, IpPort> translated(Family family) {
        return new BpfMap<>(family == Family.IPV4 ? "cilium_snat_v4_external" : "cilium_snat_v6_external", Type.LRU_HASH, key(family, false),
                mapping(family), BpfMemory.MAPPINGS_MAX, (_, _) -> 0);
    }

    /** Connection tracking names the addresses as an answer has them, but not the ports. */
    private static Layout<FlowKey> key(Family family, boolean reversed) {
        return new Layout<>(2 * addressBytes(family) + 6, (buffer, key) -> {
            Tuple tuple = key.tuple();
            buffer.put((reversed ? tuple.source() : tuple.destination()).bytes()).put((reversed ? tuple.destination() : tuple.source()).bytes());
            putNetworkShort(putNetworkShort(buffer, tuple.destinationPort()), tuple.sourcePort());
            buffer.put((byte) tuple.protocol().number()).put((byte) flag(key.direction()));
        }, buffer -> {
            Ip first = address(buffer, family);
            Ip second = address(buffer, family);
            int to = networkShort(buffer);
            int from = networkShort(buffer);
            Protocol protocol = protocol(hostByte(buffer));
            return new FlowKey(new Tuple(protocol, reversed ? first : second, from, reversed ? second : first, to), direction(hostByte(buffer)));
        });
    }

    private static int flag(Direction direction) {
        return switch (direction) {
            case OUT -> 0;
            case IN -> 1;
            case SVC -> 4;
        };
    }

    private static Direction direction(int flag) {
        return Arrays.stream(Direction.values()).filter(direction -> flag(direction) == flag).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("flags " + flag + " of a flow: expected 0, 1 or 4"));
    }

    private static Protocol protocol(int number) {
        return Arrays.stream(Protocol.values()).filter(protocol -> protocol.number() == number).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("protocol " + number + " of a flow"));
    }

    private static Layout<Flow> flow(Family family) {
        return new Layout<>(56, (buffer, flow) -> {
            if (flow.service().isPresent()) {
                buffer.put(flow.service().get().ip().bytes());
            } else {
                buffer.putLong(8, flow.backendId());
            }
            buffer.position(UNION_BYTES + 20).putShort((short) flags(flow));
            putNetworkShort(putNetworkShort(buffer, flow.revNatId()), flow.service().map(IpPort::port).orElse(0));
        }, buffer -> {
            int backend = (int) buffer.getLong(8);
            Ip service = address(buffer, family);
            int flags = hostShort(buffer.position(UNION_BYTES + 20));
            int id = networkShort(buffer);
            int port = networkShort(buffer);
            boolean dsr = (flags & DSR) != 0;
            return new Flow(id, dsr ? 0 : backend, (flags & NODE_PORT) != 0, (flags & LOOPBACK) != 0,
                    dsr ? Optional.of(new IpPort(service, port)) : Optional.empty());
        });
    }

    private static int flags(Flow flow) {
        return (flow.loopback() ? LOOPBACK : 0) | (flow.nodePort() ? NODE_PORT : 0) | (flow.service().isPresent() ? DSR : 0);
    }

    /** Time, a flag and padding come before the address; the value ends on a boundary of 8 bytes. */
    private static Layout<IpPort> mapping(Family family) {
        return new Layout<>(family == Family.IPV4 ? 40 : 56, (buffer, source) -> putNetworkShort(buffer.position(32).put(source.ip().bytes()), source.port()),
                buffer -> {
                    skip(buffer, 32);
                    return new IpPort(address(buffer, family), networkShort(buffer));
                });
    }

}
