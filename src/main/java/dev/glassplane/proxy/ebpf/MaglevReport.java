package dev.glassplane.proxy.ebpf;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.glassplane.linux.bpf.BackendValue;
import dev.glassplane.linux.bpf.LoadBalancerMaps;
import dev.glassplane.linux.bpf.MaglevTable;
import dev.glassplane.linux.bpf.ServiceKey;
import dev.glassplane.linux.bpf.ServiceValue;
import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.net.Family;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The Maglev tables of a node: who has how many slots, and what would change if a backend went away. */
final class MaglevReport {

    private MaglevReport() {}

    /**
     * @param frontend as the service map has it: {@code 203.0.113.9:80/TCP}
     * @param id       rev-NAT id of the frontend: the table's key
     * @param service  the Service, as {@code NAMESPACE/NAME} with the port's name
     * @param slots    size of the table
     * @param backends by address
     * @param change   what the loss of a backend would change, if that was asked and the table has it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Table(String frontend, int id, String service, int slots, List<Share> backends, Change change) {}

    /**
     * @param backend {@code 10.0.1.20:8080/TCP}
     * @param id      backend id
     * @param slots   that lead to it
     * @param share   of all slots, 0 to 1
     */
    record Share(String backend, int id, int slots, double share) {}

    /**
     * @param without the backend that is gone
     * @param changed slots that lead elsewhere then
     * @param share   of all slots, 0 to 1
     * @param lost    those of them that led to the backend
     * @param moved   those of them whose backend is still there: connections that the table alone would have kept, and does not
     */
    record Change(String without, int changed, double share, int lost, int moved) {}

    /** @return how many tables there are of the Service ({@code NAMESPACE/NAME}), or of all */
    static int count(Entries entries, Optional<String> service) {
        return Arrays.stream(Family.values()).mapToInt(family -> select(entries, family, service).size()).sum();
    }

    private static List<Entry<Integer, MaglevTable>> select(Entries entries, Family family, Optional<String> service) {
        return entries.all(LoadBalancerMaps.maglev(family)).stream().filter(entry -> service.isEmpty() || serviceOf(entry).equals(service.get())).toList();
    }

    /** @return the tables of the Service ({@code NAMESPACE/NAME}), or of all, in the order of their frontends */
    static List<Table> of(Entries entries, Optional<String> service, Optional<String> without) {
        List<Table> tables = new ArrayList<>();
        for (Family family : Family.values()) {
            List<Entry<Integer, MaglevTable>> selected = select(entries, family, service);
            Map<Integer, Entry<ServiceKey, ServiceValue>> masters = selected.isEmpty() ? Map.of() : entries.all(LoadBalancerMaps.services(family)).stream()
                    .filter(entry -> entry.key().slot() == 0 && entry.value().revNatId() != 0)
                    .collect(Collectors.toMap(entry -> entry.value().revNatId(), entry -> entry));
            selected.stream().sorted(Comparator.comparing(entry -> masters.get(entry.key()).key().toString()))
                    .forEach(entry -> tables.add(table(entries, family, entry, masters.get(entry.key()), without)));
        }
        return tables;
    }

    private static String serviceOf(Entry<?, ?> entry) {
        return entry.origin().namespace() + "/" + entry.origin().name().replaceFirst(":.*", "");
    }

    private static Table table(Entries entries, Family family, Entry<Integer, MaglevTable> entry, Entry<ServiceKey, ServiceValue> master,
                               Optional<String> without) {
        MaglevTable table = entry.value();
        Map<Integer, String> names = new LinkedHashMap<>();
        table.backends().forEach(backend -> names.put(backend.id(), entries.value(LoadBalancerMaps.backends(family), backend.id())
                .map(BackendValue::toString).orElse(Integer.toString(backend.id()))));
        int[] slots = table.slots();
        List<Share> shares = names.entrySet().stream().map(backend -> {
            int own = (int) Arrays.stream(slots).filter(id -> id == backend.getKey()).count();
            return new Share(backend.getValue(), backend.getKey(), own, (double) own / table.size());
        }).toList();
        Change change = without.flatMap(gone -> names.entrySet().stream().filter(backend -> backend.getValue().equals(gone)).findFirst())
                .map(gone -> change(table, slots, gone.getKey(), gone.getValue())).orElse(null);
        String frontend = master.key().toString().replaceFirst(" \\(0\\)$", "");
        return new Table(frontend, entry.key(), entry.origin().namespace() + "/" + entry.origin().name(), table.size(), shares, change);
    }

    private static Change change(MaglevTable table, int[] before, int gone, String name) {
        int[] after = new MaglevTable(table.seed(), table.size(), table.backends().stream().filter(backend -> backend.id() != gone).toList()).slots();
        int lost = 0;
        int moved = 0;
        for (int i = 0; i < before.length; i++) {
            if (before[i] == gone) {
                lost++;
            } else if (after[i] != before[i]) {
                moved++;
            }
        }
        return new Change(name, lost + moved, (double) (lost + moved) / table.size(), lost, moved);
    }
}
