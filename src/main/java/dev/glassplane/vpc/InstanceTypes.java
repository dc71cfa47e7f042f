package dev.glassplane.vpc;

import dev.glassplane.vpc.InstanceType.Hypervisor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The EC2 instance types that are known, from {@code /vpc/instance-types.txt}. */
public final class InstanceTypes {

    /** What a Node without the label node.kubernetes.io/instance-type is. */
    public static final String DEFAULT = "m5.large";

    private static final String RESOURCE = "/vpc/instance-types.txt";
    private static final int MIB_PER_GIB = 1024;
    private static final int ASSUMED_VCPUS = 4;
    private static final int ASSUMED_GIB_PER_VCPU = 4;
    private static final SortedMap<String, InstanceType> KNOWN = Collections.unmodifiableSortedMap(load());

    private InstanceTypes() {}

    /** Memory that AWS publishes for the burstable sizes, in MiB: there it does not follow the vCPUs. */
    private static final class Memory {
        private static final Map<String, Integer> BURSTABLE_MIB = Map.of("nano", 512, "micro", 1024, "small", 2048, "medium", 4096,
                "large", 8192, "xlarge", 16_384, "2xlarge", 32_768);
        private static final Map<String, Integer> GIB_PER_VCPU = Map.ofEntries(Map.entry("a", 2), Map.entry("c", 2), Map.entry("m", 4),
                Map.entry("r", 8), Map.entry("x", 16), Map.entry("z", 8), Map.entry("i", 8), Map.entry("d", 8), Map.entry("h", 8),
                Map.entry("g", 4), Map.entry("gr", 8), Map.entry("p", 8), Map.entry("f", 8), Map.entry("dl", 8), Map.entry("inf", 2),
                Map.entry("vt", 2), Map.entry("u", 14), Map.entry("u-", 14));

        private static long mib(String family, String size, int vcpus) {
            String letters = family.replaceFirst("[0-9].*", "");
            if (letters.equals("t") && BURSTABLE_MIB.containsKey(size)) {
                return BURSTABLE_MIB.get(size);
            }
            return (long) vcpus * GIB_PER_VCPU.getOrDefault(letters, ASSUMED_GIB_PER_VCPU) * MIB_PER_GIB;
        }
    }

    /** @return the type with this name, for example {@code m5.large} */
    public static Optional<InstanceType> find(String name) {
        return Optional.ofNullable(KNOWN.get(name));
    }

    /** @return every known type by name */
    public static SortedMap<String, InstanceType> all() {
        return KNOWN;
    }

    /** @return names that look most like this one, nearest first */
    static List<String> nearest(String name, int limit) {
        return KNOWN.keySet().stream().sorted(Comparator.comparingInt((String known) -> LevenshteinDistance.getDefaultInstance().apply(known, name))
                .thenComparing(known -> -commonStart(known, name)).thenComparing(Comparator.naturalOrder())).limit(limit).toList();
    }

    private static int commonStart(String a, String b) {
        int length = 0;
        while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return length;
    }

    private static SortedMap<String, InstanceType> load() {
        SortedMap<String, InstanceType> types = new TreeMap<>();
        try (InputStream in = InstanceTypes.class.getResourceAsStream(RESOURCE);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            reader.lines().filter(line -> !line.startsWith("#")).forEach(line -> family(types, line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return types;
    }

    private static void family(Map<String, InstanceType> types, String line) {
        int colon = line.indexOf(':');
        String family = line.substring(0, colon);
        for (String entry : line.substring(colon + 1).strip().split(" ")) {
            String[] sizeAndFigures = entry.split("=");
            String name = family + "." + sizeAndFigures[0];
            types.put(name, type(name, family, sizeAndFigures[0], sizeAndFigures[1].split("/")));
        }
    }

    private static InstanceType type(String name, String family, String size, String[] figures) {
        int interfaces = Integer.parseInt(figures[0]);
        OptionalInt vcpus = number(figures[2]);
        String kind = figures[3];
        Hypervisor hypervisor = kind.startsWith("n") ? Hypervisor.NITRO : kind.startsWith("x") ? Hypervisor.XEN : Hypervisor.NONE;
        String[] cards = figures.length > 5 ? figures[5].split("x") : new String[] {"1", figures[0]};
        return new InstanceType(name, interfaces, Integer.parseInt(figures[1]), vcpus, Memory.mib(family, size, vcpus.orElse(ASSUMED_VCPUS)),
                hypervisor, kind.contains("b"), number(figures[4]), Integer.parseInt(cards[0]), Integer.parseInt(cards[1]), !kind.endsWith("-"));
    }

    private static OptionalInt number(String figure) {
        return figure.equals("?") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(figure));
    }
}
