package dev.glassplane.proxy.ebpf;

import dev.glassplane.linux.bpf.Attachment;
import dev.glassplane.linux.bpf.DatapathSettings;
import dev.glassplane.linux.bpf.LoadBalancerMaps;
import dev.glassplane.linux.bpf.MapDeclaration;
import dev.glassplane.linux.bpf.ServiceKey;
import dev.glassplane.linux.bpf.ServiceValue;
import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.entry.EntryTable;
import dev.glassplane.net.Family;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** What the agent wrote, a line an entry, in the words that Cilium's own tests use for its maps. */
final class MapsDump {

    private final Entries entries;
    private final List<String> lines = new ArrayList<>();

    private MapsDump(Entries entries) {
        this.entries = entries;
    }

    /** @return entries of Services */
    static String services(Entries entries) {
        MapsDump dump = new MapsDump(entries);
        for (Family family : Family.values()) {
            dump.add(LoadBalancerMaps.backends(family), entry -> "BE: ID=" + entry.key() + " ADDR=" + entry.value() + " STATE=" + entry.value().state().word());
            dump.add(LoadBalancerMaps.reverseNat(family), entry -> "REV: ID=" + entry.key() + " ADDR=" + entry.value());
            dump.add(LoadBalancerMaps.services(family), entry -> service(entry.key(), entry.value()));
            dump.add(LoadBalancerMaps.sourceRanges(family), entry -> "SRCRANGE: ID=" + entry.key().revNatId() + " CIDR=" + entry.key().range());
            dump.add(LoadBalancerMaps.maglev(family), entry -> "MAGLEV: ID=" + entry.key() + " SIZE=" + entry.value().size() + " INNER="
                    + entry.value().backends().stream().map(backend -> backend.id() + "(" + Arrays.stream(entry.value().slots())
                    .filter(id -> id == backend.id()).count() + ")").toList());
        }
        dump.add(LoadBalancerMaps.AFFINITY_MATCH, entry -> "AFF: ID=" + entry.key().revNatId() + " BEID=" + entry.key().backendId());
        return dump.text();
    }

    private static String service(ServiceKey key, ServiceValue value) {
        String frontend = key.toString().replaceAll(" \\(\\d+\\)$", "");
        String union = key.slot() == 0 ? "LBALG=" + value.algorithm().word() + " AFFTimeout=" + value.affinitySeconds() : "BEID=" + value.backendId();
        return "SVC: ID=" + value.revNatId() + " ADDR=" + frontend + " SLOT=" + key.slot() + " " + union + " COUNT=" + value.count() + " QCOUNT="
                + value.qcount() + " FLAGS=" + value.flags().toString().replace(", ", "+");
    }

    /** @return everything, with who wrote it */
    static String all(Entries entries) {
        MapsDump dump = new MapsDump(entries);
        for (EntryTable<?, ?> table : entries.tables()) {
            dump.add(table, entry -> table + " " + entry.key() + " = " + entry.value() + " by " + entry.origin());
        }
        return dump.text();
    }

    /** @return what is there without any Service */
    static String agent(Entries entries) {
        MapsDump dump = new MapsDump(entries);
        dump.add(MapDeclaration.TABLE, entry -> "MAP: " + entry.key() + " max_entries " + entry.value().maxEntries());
        dump.add(Attachment.TABLE, entry -> "PROG: " + entry.key().program().name(Family.IPV4) + " at " + entry.key().target() + " " + entry.value());
        dump.add(LoadBalancerMaps.IPCACHE, entry -> "IPCACHE: " + entry.key() + " " + entry.value().id());
        dump.add(DatapathSettings.TABLE, entry -> settings(entry.value()));
        return dump.text();
    }

    private static String settings(DatapathSettings settings) {
        DatapathSettings.NodePort nodePort = settings.nodePort();
        return "SETTINGS: socket LB " + settings.socketLb() + ", " + settings.selection() + ", " + nodePort.mode() + " " + nodePort.from() + "-" + nodePort.to()
                + " by " + nodePort.directRoutingDevice() + ", " + settings.masquerade() + ", host routing " + settings.hostRouting();
    }

    private <K, V> void add(EntryTable<K, V> table, Function<Entry<K, V>, String> line) {
        lines.addAll(entries.all(table).stream().map(line).sorted().toList());
    }

    private String text() {
        return String.join("\n", lines.stream().sorted().toList()) + "\n";
    }
}
