package dev.glassplane.linux.bpf;

import dev.glassplane.linux.entry.Entry;
import dev.glassplane.net.Family;
import dev.glassplane.net.IpPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Prints maps as cilium-dbg does ({@code cilium/cilium: cilium-dbg/cmd/bpf_lb_list.go, service_list.go, bpf_lb_maglev_list.go}). The tool prints
 * maps in no fixed order; here they go by address, port, scope and slot, or by id. Blanks at the ends of lines are left out.
 */
public final class CiliumTables {

    /** Maglev tables that one listing shows: each has thousands of numbers. */
    public static final int MAGLEV_TABLES_MAX = 100;
    private static final int GAP = 3;
    private static final int COLUMN_MIN = 5;
    private static final String SLOTS = "BACKEND ADDRESS (REVNAT_ID) (SLOT)";

    private final BpfMaps maps;

    private CiliumTables(BpfMaps maps) {
        this.maps = maps;
    }

    /** One row and who wrote it. */
    public record Row(List<String> cells, Optional<Entry<?, ?>> entry) {}

    /** A table: its head, then rows. */
    public record Table(List<String> head, List<Row> rows) {

        /** @return the table in columns, or nothing where the agent has no maps */
        public String print() {
            List<List<String>> lines = new ArrayList<>(List.of(head));
            rows.forEach(row -> lines.add(row.cells()));
            int[] widths = new int[head.size()];
            lines.forEach(cells -> Arrays.setAll(widths, i -> Math.max(widths[i], Math.max(COLUMN_MIN, cells.get(i).length() + GAP))));
            return lines.stream().map(cells -> line(cells, widths) + "\n").collect(Collectors.joining());
        }

        private static String line(List<String> cells, int[] widths) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < cells.size(); i++) {
                line.append(cells.get(i)).repeat(" ", widths[i] - cells.get(i).length());
            }
            return line.toString().stripTrailing();
        }
    }

    /** @return tables of a host's maps */
    public static CiliumTables of(BpfMaps maps) {
        return new CiliumTables(maps);
    }

    /** @return {@code cilium-dbg bpf lb list} */
    public Table list() {
        return new Table(List.of("SERVICE ADDRESS", SLOTS), services().stream().map(entry -> row(entry, entry.key().toString(), slot(entry))).toList());
    }

    private String slot(Entry<ServiceKey, ServiceValue> entry) {
        ServiceValue value = entry.value();
        String ids = " (" + value.revNatId() + ") (" + entry.key().slot() + ")";
        if (entry.key().slot() == 0) {
            boolean v4 = entry.key().address().isV4();
            return (v4 ? "0.0.0.0:0" : "[::]:0") + ids + " [" + value.flags() + "]";
        }
        return backend(entry.key(), value).map(BackendValue::toString).orElse("backend " + value.backendId() + " not found") + ids;
    }

    /** @return {@code cilium-dbg bpf lb list --frontends} */
    public Table frontends() {
        return new Table(List.of("SERVICE ADDRESS", "BACKEND ID"), services().stream()
                .map(entry -> row(entry, entry.key().toString(), ServiceText.frontend(entry.value()))).toList());
    }

    /** @return {@code cilium-dbg bpf lb list --backends} */
    public Table backends() {
        return new Table(List.of("ID", SLOTS), families(LoadBalancerMaps::backends).stream().map(entry -> row(entry,
                Integer.toString(entry.key()), entry.value().protocol() + "://" + host(entry.value()))).toList());
    }

    private static String host(BackendValue value) {
        return value.address().isV4() ? value.address().toString() : "[" + value.address() + "]";
    }

    /** @return {@code cilium-dbg bpf lb list --revnat} */
    public Table reverseNat() {
        return new Table(List.of("ID", SLOTS), families(LoadBalancerMaps::reverseNat).stream()
                .map(entry -> row(entry, Integer.toString(entry.key()), entry.value().toString())).toList());
    }

    /** @return {@code cilium-dbg bpf lb list --source-ranges} */
    public Table sourceRanges() {
        return new Table(List.of("SOURCE RANGE (REVNAT_ID)"), families(LoadBalancerMaps::sourceRanges).stream()
                .map(entry -> row(entry, entry.key().toString())).toList());
    }

    /** @return {@code cilium-dbg bpf lb maglev list}, at most {@link #MAGLEV_TABLES_MAX} tables */
    public Table maglev() {
        return new Table(List.of("SVC ID", "LOOKUP TABLE"), Arrays.stream(Family.values()).flatMap(family -> maps.held(LoadBalancerMaps.maglev(family))
                .stream().limit(MAGLEV_TABLES_MAX).map(entry -> row(entry, "[" + entry.key() + "]/" + (family == Family.IPV4 ? "v4" : "v6"),
                        Arrays.stream(entry.value().slots()).mapToObj(Integer::toString).collect(Collectors.joining(" ", "[", "]"))))).toList());
    }

    /** @return {@code cilium-dbg service list}: frontends by id, each with its backends below one another */
    public Table serviceList() {
        List<Row> rows = new ArrayList<>();
        services().stream().filter(entry -> entry.key().slot() == 0 && entry.value().revNatId() != 0)
                .sorted(Comparator.comparingInt(entry -> entry.value().revNatId())).forEach(master -> frontend(master, rows));
        return new Table(List.of("ID", "Frontend", "Service Type", "Backend"), rows);
    }

    private void frontend(Entry<ServiceKey, ServiceValue> master, List<Row> rows) {
        String text = master.key().toString();
        String frontend = text.substring(0, text.indexOf(' '));
        List<Entry<ServiceKey, ServiceValue>> slots = new ArrayList<>();
        for (int slot = 1; slot <= master.value().count() + master.value().qcount(); slot++) {
            if (maps.look(LoadBalancerMaps.services(master.key().address().family()), master.key().withSlot(slot))
                    instanceof BpfMaps.Found.Hit<ServiceKey, ServiceValue> hit) {
                slots.add(hit.entry());
            }
        }
        String id = Integer.toString(master.value().revNatId());
        String type = master.value().flags().type();
        if (slots.isEmpty()) {
            rows.add(row(master, id, frontend, type, ""));
        }
        for (int i = 0; i < slots.size(); i++) {
            Entry<ServiceKey, ServiceValue> slot = slots.get(i);
            String backend = backend(slot.key(), slot.value()).map(value -> value + " (" + value.state().word() + ")")
                    .orElse("backend " + slot.value().backendId() + " not found");
            boolean first = i == 0;
            rows.add(row(slot, first ? id : "", first ? frontend : "", first ? type : "", i + 1 + " => " + backend));
        }
    }

    private Optional<BackendValue> backend(ServiceKey key, ServiceValue value) {
        return maps.look(LoadBalancerMaps.backends(key.address().family()), value.backendId()) instanceof BpfMaps.Found.Hit<Integer, BackendValue> hit
                ? Optional.of(hit.entry().value()) : Optional.empty();
    }

    private List<Entry<ServiceKey, ServiceValue>> services() {
        Comparator<Entry<ServiceKey, ServiceValue>> order = Comparator.comparing((Entry<ServiceKey, ServiceValue> entry) ->
                new IpPort(entry.key().address(), entry.key().port()), Comparator.comparing(IpPort::ip).thenComparingInt(IpPort::port))
                .thenComparing(entry -> entry.key().protocol()).thenComparing(entry -> entry.key().scope()).thenComparingInt(entry -> entry.key().slot());
        return families(LoadBalancerMaps::services).stream().sorted(order).toList();
    }

    private <K, V> List<Entry<K, V>> families(java.util.function.Function<Family, BpfMap<K, V>> map) {
        return Arrays.stream(Family.values()).flatMap(family -> maps.held(map.apply(family)).stream()).toList();
    }

    private static Row row(Entry<?, ?> entry, String... cells) {
        return new Row(List.of(cells), Optional.of(entry));
    }
}
