package dev.glassplane.vpc;

import dev.glassplane.image.Node;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The EC2 instance types that are known, from {@code /vpc/instance-types.txt}. */
public final class InstanceTypes {

    /** What a Node without the label node.kubernetes.io/instance-type is. */
    public static final String DEFAULT = "m5.large";

    /** Annotation of a Node: {@code INTERFACES/IPV4_PER_INTERFACE[/VCPUS[/nitro|xen|metal]]}. */
    static final String LIMITS = "glassplane.dev/instance-limits";

    private static final Pattern DESCRIBED = Pattern.compile("([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{1,3})(?:/(nitro|xen|metal))?)?");
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

    /**
     * @return the type of a Node: one that is known, else what annotation {@value #LIMITS} tells in the place of EC2's DescribeInstanceTypes, which
     *         the VPC CNI asks about types that it does not know ({@code aws/amazon-vpc-cni-k8s: pkg/awsutils/awsutils.go})
     */
    public static Optional<InstanceType> of(Node node) {
        String name = node.labels().getOrDefault(InstanceTypeAdmission.LABEL, node.labels().getOrDefault("beta.kubernetes.io/instance-type", DEFAULT));
        return find(name).or(() -> described(name, node.annotations().getOrDefault(LIMITS, "")));
    }

    /** @return the type that such an annotation describes, empty if it is not one */
    static Optional<InstanceType> described(String name, String limits) {
        Matcher matcher = DESCRIBED.matcher(limits);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) < 1 || Integer.parseInt(matcher.group(2)) < 2) {
            return Optional.empty();
        }
        String kind = matcher.group(4) == null ? "xen" : matcher.group(4);
        String[] familyAndSize = (name + ".").split("\\.", 2);
        return Optional.of(type(name, familyAndSize[0], familyAndSize[1].replace(".", ""), new String[] {matcher.group(1), matcher.group(2),
            matcher.group(3) == null ? "?" : matcher.group(3), (kind.equals("metal") ? "b" : kind.substring(0, 1)) + "-", "?"}));
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
