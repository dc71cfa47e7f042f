package dev.glassplane.dataplane;

import dev.glassplane.dataplane.TableModel.Bytes;
import dev.glassplane.dataplane.TableModel.ChainModel;
import dev.glassplane.dataplane.TableModel.Line;
import dev.glassplane.dataplane.TableModel.OriginModel;
import dev.glassplane.linux.bpf.BpfMap;
import dev.glassplane.linux.bpf.BpfMaps;
import dev.glassplane.linux.bpf.BpftoolDump;
import dev.glassplane.linux.bpf.CiliumTables;
import dev.glassplane.linux.bpf.CiliumTables.Table;
import dev.glassplane.linux.bpf.LoadBalancerMaps;
import dev.glassplane.linux.bpf.MapDeclaration;
import dev.glassplane.linux.bpf.PolicyMaps;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A host's BPF maps, as the tools print them and as data; a host without the agent has none. */
final class BpfModel {

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
    private static final Origin AGENT = Origin.of("cilium", "made at its start");

    private BpfModel() {}

    static Function<HostState, String> text(Function<CiliumTables, Table> table) {
        return host -> maps(host).settings().isEmpty() ? "" : table.apply(CiliumTables.of(maps(host))).print();
    }

    static Function<HostState, TableModel> model(Function<CiliumTables, Table> table) {
        return host -> {
            List<Line> lines = new ArrayList<>();
            if (maps(host).settings().isPresent()) {
                table.apply(CiliumTables.of(maps(host))).rows().forEach(row -> lines.add(new Line(lines.size() + 1, String.join("   ", row.cells()).strip(),
                        OriginModel.of(row.entry().map(Entry::origin).orElse(AGENT)))));
            }
            return new TableModel(null, lines);
        };
    }

    private static BpfMaps maps(HostState host) {
        return BpfMaps.of(host.entries());
    }

    /** @return all maps that the agent fills, each as {@code bpftool map dump} prints it; the head of each is ours */
    static String bytes(HostState host) {
        StringBuilder text = new StringBuilder();
        for (MapDeclaration declaration : maps(host).declarations()) {
            if (dumped(declaration.map())) {
                text.append("# ").append(head(declaration)).append(full(maps(host), declaration.map())).append('\n').append(dump(host, declaration.map()));
            }
        }
        return text.toString();
    }

    /** Maps that programs fill are empty here, and values of a map of maps are numbers that the kernel gives out. */
    private static boolean dumped(BpfMap<?, ?> map) {
        return (LoadBalancerMaps.all().contains(map) || PolicyMaps.owns(map)) && map.type() != BpfMap.Type.HASH_OF_MAPS;
    }

    private static String head(MapDeclaration declaration) {
        BpfMap<?, ?> map = declaration.map();
        return declaration.pin() + ": " + map.type().word() + "  key " + map.keyBytes() + "B  value " + map.valueBytes() + "B  max_entries "
                + declaration.maxEntries();
    }

    private static String full(BpfMaps maps, BpfMap<?, ?> map) {
        int refused = maps.refused(map).size();
        return refused == 0 ? "" : "  full: " + refused + " entries are left out";
    }

    private static <K, V> String dump(HostState host, BpfMap<K, V> map) {
        return BpftoolDump.print(map, maps(host).held(map));
    }

    /** @return the same by map: each entry in words and in bytes; what a full map left out follows with no bytes */
    static TableModel entries(HostState host) {
        Map<String, List<ChainModel>> tables = new LinkedHashMap<>();
        for (MapDeclaration declaration : maps(host).declarations()) {
            if (dumped(declaration.map())) {
                tables.put(declaration.map().name(), List.of(new ChainModel(head(declaration), null, lines(maps(host), declaration.map()))));
            }
        }
        return new TableModel(tables, null);
    }

    private static <K, V> List<Line> lines(BpfMaps maps, BpfMap<K, V> map) {
        List<Line> lines = new ArrayList<>();
        maps.held(map).forEach(entry -> lines.add(new Line(lines.size() + 1, entry.key() + " -> " + entry.value(), OriginModel.of(entry.origin()),
                new Bytes(HEX.formatHex(map.encodeKey(entry.key())), HEX.formatHex(map.encodeValue(entry.value()))))));
        maps.refused(map).forEach(entry -> lines.add(new Line(lines.size() + 1, "MAP_FULL: " + entry.key() + " -> " + entry.value(),
                OriginModel.of(entry.origin()))));
        return lines;
    }
}
