package dev.glassplane.dns.upstream;

import dev.glassplane.dns.message.Records;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Recently;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What names outside the cluster resolve to, as ConfigMap {@code kube-system/upstream-dns} says: key {@code hosts} with lines of {@code /etc/hosts}, key
 * {@code records} with lines of a zone file (RFC 1035, without {@code $INCLUDE} and {@code $GENERATE}), key {@code unknown} with {@code nxdomain} if the
 * names that are not listed do not exist.
 *
 * @param records  by name
 * @param names    of the records, and every name above them
 * @param complete whether what is not listed does not exist
 * @param problems lines that are left out, and why
 */
public record HostTable(Map<Name, List<Record>> records, Set<Name> names, boolean complete, List<String> problems) {

    /** The object that holds it. */
    public static final ObjectKey CONFIG_MAP = new ObjectKey("configmaps", "kube-system", "upstream-dns");
    /** Most records; what is beyond them is left out, with a problem. */
    public static final int RECORDS_MAX = 10_000;
    private static final long TTL = 60;
    private static final List<String> UNKNOWN = List.of("unsupported", "nxdomain");

    private static final Recently<HostTable> RECENT = new Recently<>();

    /** @return the table of an image, empty without the ConfigMap; quick to find again */
    public static HostTable of(ClusterImage image) {
        Optional<Stored> configMap = image.object(CONFIG_MAP);
        return RECENT.of(() -> of(configMap.<JsonNode>map(stored -> stored.object().path("data")).orElseGet(MissingNode::getInstance)), configMap.orElse(null));
    }

    private static HostTable of(JsonNode data) {
        return read(data.path("hosts").stringValue(""), data.path("records").stringValue(""), data.path("unknown").stringValue("unsupported"));
    }

    static HostTable read(String hosts, String zone, String unknown) {
        Map<Name, List<Record>> records = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        int number = 0;
        for (String line : hosts.lines().toList()) {
            number++;
            host(line, "data.hosts line " + number, records, problems);
        }
        master(zone, records, problems);
        if (!UNKNOWN.contains(unknown)) {
            problems.add("data.unknown: expected one of " + UNKNOWN + ", found \"" + unknown + "\"");
        }
        Set<Name> names = new HashSet<>();
        records.keySet().forEach(name -> {
            for (int i = 0; i < name.labels(); i++) {
                names.add(new Name(name, i));
            }
        });
        return new HostTable(records, names, unknown.equals("nxdomain"), List.copyOf(problems));
    }

    private static void host(String line, String where, Map<Name, List<Record>> records, List<String> problems) {
        String[] words = line.replaceFirst("#.*", "").strip().split("\\s+");
        if (words[0].isEmpty()) {
            return;
        }
        Optional<Ip> ip = Ip.tryParse(words[0]);
        if (ip.isEmpty() || words.length < 2) {
            problems.add(where + ": expected an address and names, found \"" + line.strip() + "\"");
            return;
        }
        for (int i = 1; i < words.length; i++) {
            Optional<Name> name = Records.absolute(words[i]);
            if (name.isEmpty()) {
                problems.add(where + ": \"" + words[i] + "\" is no name");
            } else {
                add(Records.address(name.get(), TTL, ip.get()), where, records, problems);
                Name reverse = Records.reverse(ip.get());
                if (i == 1 && !records.containsKey(reverse)) {
                    add(new PTRRecord(reverse, DClass.IN, TTL, name.get()), where, records, problems);
                }
            }
        }
    }

    private static void master(String zone, Map<Name, List<Record>> records, List<String> problems) {
        try (Master master = new Master(new ByteArrayInputStream(zone.getBytes(StandardCharsets.UTF_8)), Name.root, TTL)) {
            master.disableIncludes(true);
            master.expandGenerate(false);
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                add(record, "data.records", records, problems);
            }
        } catch (IOException | RuntimeException e) {
            problems.add("data.records: " + e.getMessage() + "; what follows is left out");
        }
    }

    private static void add(Record record, String where, Map<Name, List<Record>> records, List<String> problems) {
        if (records.size() >= RECORDS_MAX) {
            if (problems.isEmpty() || !problems.getLast().startsWith("more than")) {
                problems.add("more than " + RECORDS_MAX + " names, from " + where + " on");
            }
            return;
        }
        records.computeIfAbsent(record.getName(), _ -> new ArrayList<>()).add(record);
    }
}
