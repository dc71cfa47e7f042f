package dev.glassplane.linux.bpf;

import static dev.glassplane.linux.bpf.Layout.address;
import static dev.glassplane.linux.bpf.Layout.addressBytes;
import static dev.glassplane.linux.bpf.Layout.hostByte;
import static dev.glassplane.linux.bpf.Layout.hostShort;
import static dev.glassplane.linux.bpf.Layout.networkShort;
import static dev.glassplane.linux.bpf.Layout.putNetworkShort;
import static dev.glassplane.linux.bpf.Layout.skip;

import dev.glassplane.linux.bpf.BpfMap.Type;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.IpPort;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The load balancer's maps that the agent fills ({@code cilium/cilium: bpf/lib/lb.h, pkg/loadbalancer/maps/types.go}); one of each family where
 * addresses differ in length.
 */
public final class LoadBalancerMaps {

    /** Entries of each of these maps unless {@code bpf-lb-map-max} or the map's own option says otherwise. */
    public static final int ENTRIES_DEFAULT = 65_536;
    private static final int IPCACHE_ENTRIES = 512_000;

    private static final Map<Family, BpfMap<ServiceKey, ServiceValue>> SERVICES = both(family -> map(family, "services_v2", Type.HASH,
            serviceKey(family), serviceValue(), ServiceKey.FILLING));
    private static final Map<Family, BpfMap<Integer, BackendValue>> BACKENDS = both(family -> map(family, "backends_v3", Type.HASH,
            hostInt(), backendValue(family), Comparator.naturalOrder()));
    private static final Map<Family, BpfMap<Integer, IpPort>> REVERSE_NAT = both(family -> map(family, "reverse_nat", Type.HASH,
            frontendId(), addressAndPort(family), Comparator.naturalOrder()));
    private static final Map<Family, BpfMap<SourceRangeKey, Member>> SOURCE_RANGES = both(family -> map(family, "source_range", Type.LPM_TRIE,
            sourceRangeKey(family), member(), Comparator.comparingInt(SourceRangeKey::revNatId).thenComparing(SourceRangeKey::range)));
    private static final Map<Family, BpfMap<Integer, MaglevTable>> MAGLEV = both(family -> map(family, "maglev", Type.HASH_OF_MAPS,
            frontendId(), MaglevTable.INNER_MAP_ID, Comparator.naturalOrder()));
    private static final Map<Family, BpfMap<AffinityKey, AffinityValue>> AFFINITY = both(family -> map(family, "affinity", Type.LRU_HASH,
            AffinityLayout.key(family), AffinityLayout.VALUE, (a, b) -> 0));

    /** {@code cilium_lb_affinity_match}: backends that a frontend's remembered clients may go on using. */
    public static final BpfMap<AffinityMatchKey, Member> AFFINITY_MATCH = new BpfMap<>("cilium_lb_affinity_match", Type.HASH,
            new Layout<>(8, (buffer, key) -> putNetworkShort(buffer.putInt(key.backendId()), key.revNatId()),
                    buffer -> new AffinityMatchKey(buffer.getInt(), networkShort(buffer))),
            member(), ENTRIES_DEFAULT, Comparator.comparingInt(AffinityMatchKey::revNatId).thenComparingInt(AffinityMatchKey::backendId));

    /** {@code cilium_ipcache_v2}: whose an address is. Only addresses of nodes are kept here. */
    public static final BpfMap<Cidr, Identity> IPCACHE = new BpfMap<>("cilium_ipcache_v2", Type.LPM_TRIE, ipcacheKey(),
            new Layout<>(24, (buffer, value) -> buffer.putInt(value.id()), buffer -> new Identity(buffer.getInt())), IPCACHE_ENTRIES,
            Comparator.naturalOrder());

    private LoadBalancerMaps() {}

    /** @return {@code cilium_lb4_services_v2} or {@code cilium_lb6_services_v2} */
    public static BpfMap<ServiceKey, ServiceValue> services(Family family) {
        return SERVICES.get(family);
    }

    /** @return {@code cilium_lb4_backends_v3} or {@code cilium_lb6_backends_v3}; the key is the backend's id */
    public static BpfMap<Integer, BackendValue> backends(Family family) {
        return BACKENDS.get(family);
    }

    /** @return {@code cilium_lb4_reverse_nat} or {@code cilium_lb6_reverse_nat}: the frontend by its id */
    public static BpfMap<Integer, IpPort> reverseNat(Family family) {
        return REVERSE_NAT.get(family);
    }

    /** @return {@code cilium_lb4_source_range} or {@code cilium_lb6_source_range} */
    public static BpfMap<SourceRangeKey, Member> sourceRanges(Family family) {
        return SOURCE_RANGES.get(family);
    }

    /** @return {@code cilium_lb4_maglev} or {@code cilium_lb6_maglev}: the table of a frontend by its id */
    public static BpfMap<Integer, MaglevTable> maglev(Family family) {
        return MAGLEV.get(family);
    }

    /** @return {@code cilium_lb4_affinity} or {@code cilium_lb6_affinity}; filled by the programs, not by the agent */
    public static BpfMap<AffinityKey, AffinityValue> affinity(Family family) {
        return AFFINITY.get(family);
    }

    /** @return all maps that the agent fills, in the order of dumps */
    public static List<BpfMap<?, ?>> all() {
        return Stream.concat(Arrays.stream(Family.values()).flatMap(family -> Stream.<BpfMap<?, ?>>of(services(family), backends(family),
                reverseNat(family), sourceRanges(family), maglev(family))), Stream.of(AFFINITY_MATCH, IPCACHE)).toList();
    }

    private static <T> Map<Family, T> both(Function<Family, T> maker) {
        Map<Family, T> maps = new EnumMap<>(Family.class);
        for (Family family : Family.values()) {
            maps.put(family, maker.apply(family));
        }
        return maps;
    }

    private static <K, V> BpfMap<K, V> map(Family family, String name, Type type, Layout<K> keys, Layout<V> values, Comparator<K> filling) {
        String prefix = family == Family.IPV4 ? "cilium_lb4_" : "cilium_lb6_";
        return new BpfMap<>(prefix + name, type, keys, values, ENTRIES_DEFAULT, filling);
    }

    private static Layout<ServiceKey> serviceKey(Family family) {
        return new Layout<>(addressBytes(family) + 8, (buffer, key) -> {
            putNetworkShort(buffer.put(key.address().bytes()), key.port());
            buffer.putShort((short) key.slot()).put((byte) key.protocol().number()).put((byte) key.scope().ordinal());
        }, buffer -> {
            var address = address(buffer, family);
            int port = networkShort(buffer);
            int slot = hostShort(buffer);
            return new ServiceKey(address, port, L4.ofNumber(hostByte(buffer)), Scope.values()[hostByte(buffer)], slot);
        });
    }

    private static Layout<ServiceValue> serviceValue() {
        return new Layout<>(12, (buffer, value) -> {
            putNetworkShort(buffer.putInt((int) value.union()).putShort((short) value.count()), value.revNatId());
            buffer.putShort((short) value.flags().bits()).putShort((short) value.qcount());
        }, buffer -> new ServiceValue(Integer.toUnsignedLong(buffer.getInt()), hostShort(buffer), networkShort(buffer),
                new ServiceFlags(hostShort(buffer)), hostShort(buffer)));
    }

    private static Layout<BackendValue> backendValue(Family family) {
        return new Layout<>(addressBytes(family) + 8, (buffer, value) -> {
            putNetworkShort(buffer.put(value.address().bytes()), value.port());
            buffer.put((byte) value.protocol().number()).put((byte) value.state().ordinal()).putShort((short) value.clusterId())
                    .put((byte) value.zone());
        }, buffer -> new BackendValue(address(buffer, family), networkShort(buffer), L4.ofNumber(hostByte(buffer)),
                BackendState.values()[hostByte(buffer)], hostShort(buffer), hostByte(buffer)));
    }

    private static Layout<IpPort> addressAndPort(Family family) {
        return new Layout<>(addressBytes(family) + 2, (buffer, value) -> putNetworkShort(buffer.put(value.ip().bytes()), value.port()),
                buffer -> new IpPort(address(buffer, family), networkShort(buffer)));
    }

    private static Layout<SourceRangeKey> sourceRangeKey(Family family) {
        return new Layout<>(8 + addressBytes(family), (buffer, key) -> {
            putNetworkShort(buffer.putInt(SourceRangeKey.ID_BITS + key.range().prefixLength()), key.revNatId()).putShort((short) 0);
            buffer.put(key.range().network().bytes());
        }, buffer -> {
            int length = buffer.getInt() - SourceRangeKey.ID_BITS;
            int id = networkShort(buffer);
            skip(buffer, 2);
            return new SourceRangeKey(id, new Cidr(address(buffer, family), length));
        });
    }

    /** Both families share the trie: cluster id, a byte of padding and the family come before the address. */
    private static Layout<Cidr> ipcacheKey() {
        return new Layout<>(24, (buffer, key) -> {
            buffer.putInt(32 + key.prefixLength()).putShort((short) 0).put((byte) 0).put((byte) (key.family() == Family.IPV4 ? 1 : 2));
            buffer.put(key.network().bytes());
        }, buffer -> {
            int length = buffer.getInt() - 32;
            skip(buffer, 3);
            return new Cidr(address(buffer, hostByte(buffer) == 1 ? Family.IPV4 : Family.IPV6), length);
        });
    }

    private static Layout<Integer> hostInt() {
        return new Layout<>(4, ByteBuffer::putInt, ByteBuffer::getInt);
    }

    private static Layout<Integer> frontendId() {
        return new Layout<>(2, Layout::putNetworkShort, Layout::networkShort);
    }

    private static Layout<Member> member() {
        return new Layout<>(1, (_, _) -> { }, _ -> Member.YES);
    }
}
