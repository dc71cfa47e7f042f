package dev.glassplane.ipam;

import dev.glassplane.ipam.PlanSpec.Group;
import dev.glassplane.ipam.PlanSpec.Setting;
import dev.glassplane.ipam.PlanSpec.Step;
import dev.glassplane.net.Cidr;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.InstanceType;
import dev.glassplane.vpc.InstanceTypes;
import dev.glassplane.vpc.MaxPods;
import dev.glassplane.vpc.MaxPodsSettings;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.Subnet.Reservation;
import dev.glassplane.vpc.Vpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.pcollections.TreePMap;
import org.springframework.boot.convert.DurationStyle;

/** Checks a {@link PlanRequest} against its limits and fills in what it leaves out. */
final class PlanReader {

    static final int NODES_MAX = 5_000;
    static final int PODS_MAX = 150_000;
    static final int SETTINGS_MAX = 20;
    static final int STEPS_MAX = 1_000;
    static final int SUBNETS_MAX = 100;
    static final int SAMPLES_MAX = 500;
    static final Duration DURATION_MAX = Duration.ofDays(30);
    static final Duration LIFETIME_MIN = Duration.ofSeconds(10);
    private static final int SAMPLES = 96;

    private final PlanRequest request;
    private final Vpc cluster;

    private PlanReader(PlanRequest request, Vpc cluster) {
        this.request = request;
        this.cluster = cluster;
    }

    /**
     * @param cluster  the VPC as it is, for a plan without subnets
     * @param settings of aws-node as they are, for a plan without settings
     * @param maxPods  of the cluster
     * @throws IllegalArgumentException naming the field, what was expected and what was found
     */
    static PlanSpec read(PlanRequest request, Vpc cluster, AwsNodeSettings settings, MaxPodsSettings maxPods) {
        return new PlanReader(request, cluster).spec(settings, maxPods);
    }

    private PlanSpec spec(AwsNodeSettings settings, MaxPodsSettings maxPods) {
        Vpc vpc = vpc();
        Duration duration = duration("duration", request.duration(), Duration.ofDays(1), Duration.ofMinutes(1), DURATION_MAX);
        Duration least = duration.dividedBy(SAMPLES_MAX);
        MaxPodsSettings source = request.maxPods() == null ? maxPods
                : new MaxPodsSettings(MaxPods.Source.of(request.maxPods()), maxPods.expression());
        return new PlanSpec(groups(vpc), vpc, steps(duration), lifetime(),
                duration("ramp", request.ramp(), Duration.ofMinutes(5), Duration.ZERO, duration), settings(settings), duration,
                duration("sample", request.sample(), duration.dividedBy(SAMPLES), least.compareTo(Duration.ofSeconds(5)) < 0 ? Duration.ofSeconds(5) : least,
                        duration), source,
                duration("attachDelay", request.attachDelay(), Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(10)),
                Optional.ofNullable(request.seed()).orElse(1L));
    }

    private Vpc vpc() {
        List<PlanRequest.SubnetRequest> asked = orEmpty(request.subnets());
        check(asked.size() <= SUBNETS_MAX, "subnets", "at most " + SUBNETS_MAX, asked.size());
        if (asked.isEmpty()) {
            check(!cluster.subnets().isEmpty(), "subnets", "at least one, since the cluster has none", "none");
            return cluster;
        }
        TreePMap<String, Subnet> subnets = TreePMap.empty();
        for (int i = 0; i < asked.size(); i++) {
            Subnet subnet = subnet("subnets[" + i + "]", asked.get(i));
            check(!subnets.containsKey(subnet.id()), "subnets[" + i + "].id", "a name of its own", subnet.id());
            for (Subnet other : subnets.values()) {
                check(!other.cidr().overlaps(subnet.cidr()), "subnets[" + i + "].cidr", "no overlap with " + other.id() + " " + other.cidr(), subnet.cidr());
            }
            subnets = subnets.plus(subnet.id(), subnet);
        }
        return Vpc.EMPTY.with(subnets);
    }

    private static Subnet subnet(String field, PlanRequest.SubnetRequest asked) {
        Cidr cidr = cidr(field + ".cidr", asked.cidr());
        check(cidr.prefixLength() >= 16 && cidr.prefixLength() <= 28, field + ".cidr", "/16 to /28", cidr);
        List<Reservation> reservations = new ArrayList<>();
        for (PlanRequest.ReservationRequest reservation : orEmpty(asked.cidrReservations())) {
            String type = orDefault(reservation.type(), "prefix");
            check(type.equals("prefix") || type.equals("explicit"), field + ".cidrReservations.type", "prefix or explicit", type);
            reservations.add(new Reservation(cidr(field + ".cidrReservations.cidr", reservation.cidr()), type.equals("prefix")));
        }
        List<Cidr> inUse = orEmpty(asked.inUse()).stream().map(text -> cidr(field + ".inUse", text)).toList();
        Map<String, String> tags = asked.cni() == null ? Map.of() : Map.of("kubernetes.io/role/cni", asked.cni());
        return new Subnet(orDefault(asked.id(), cidr.toString()), "plan", orDefault(asked.zone(), "us-east-1a"), cidr, "", tags, reservations, inUse);
    }

    private List<Group> groups(Vpc vpc) {
        List<PlanRequest.NodeGroup> asked = orEmpty(request.nodes());
        check(!asked.isEmpty(), "nodes", "at least one group", "none");
        List<Group> groups = new ArrayList<>();
        int total = 0;
        for (int i = 0; i < asked.size(); i++) {
            String field = "nodes[" + i + "]";
            PlanRequest.NodeGroup group = asked.get(i);
            int count = number(field + ".count", group.count(), 1, 1, NODES_MAX);
            total += count;
            String typeName = orDefault(group.instanceType(), InstanceTypes.DEFAULT);
            Optional<InstanceType> type = InstanceTypes.find(typeName);
            check(type.isPresent(), field + ".instanceType", "a known EC2 instance type (limit: instance-types)", typeName);
            String subnet = group.subnet() == null ? vpc.subnets().values().stream().min(Comparator.naturalOrder()).orElseThrow().id() : group.subnet();
            check(vpc.subnet(subnet).isPresent(), field + ".subnet", "one of " + vpc.subnets().keySet(), subnet);
            check(group.podSubnet() == null || vpc.subnet(group.podSubnet()).isPresent(), field + ".podSubnet", "one of " + vpc.subnets().keySet(),
                    group.podSubnet());
            OptionalInt maxPods = group.maxPods() == null ? OptionalInt.empty()
                    : OptionalInt.of(number(field + ".maxPods", group.maxPods(), 1, 1, 10_000));
            groups.add(new Group(count, type.get(), vpc.subnet(subnet).orElseThrow(),
                    Optional.ofNullable(group.podSubnet()).flatMap(vpc::subnet), maxPods));
        }
        check(total <= NODES_MAX, "nodes", "at most " + NODES_MAX + " nodes", total);
        return groups;
    }

    private List<Step> steps(Duration duration) {
        List<Step> steps = new ArrayList<>();
        if (request.pods() != null) {
            steps.add(new Step(Duration.ZERO, number("pods", request.pods(), 0, 0, PODS_MAX)));
        }
        List<PlanRequest.Step> script = orEmpty(request.script());
        check(script.size() <= STEPS_MAX, "script", "at most " + STEPS_MAX + " steps", script.size());
        for (int i = 0; i < script.size(); i++) {
            PlanRequest.Step step = script.get(i);
            steps.add(new Step(duration("script[" + i + "].at", step.at(), Duration.ZERO, Duration.ZERO, duration),
                    number("script[" + i + "].pods", step.pods(), 0, 0, PODS_MAX)));
        }
        check(!steps.isEmpty(), "pods", "a number of pods, or a script", "neither");
        steps.sort(Comparator.comparing(Step::at));
        return steps;
    }

    private Duration lifetime() {
        return request.lifetime() == null ? Duration.ZERO
                : duration("lifetime", request.lifetime(), Duration.ZERO, LIFETIME_MIN, DURATION_MAX.multipliedBy(12));
    }

    private List<Setting> settings(AwsNodeSettings own) {
        List<PlanRequest.Setting> asked = orEmpty(request.settings());
        check(asked.size() <= SETTINGS_MAX, "settings", "at most " + SETTINGS_MAX, asked.size());
        if (asked.isEmpty()) {
            return List.of(new Setting("as the cluster is", Map.of(), own));
        }
        List<Setting> settings = new ArrayList<>();
        for (PlanRequest.Setting setting : asked) {
            Map<String, String> env = new TreeMap<>(Optional.ofNullable(setting.env()).orElse(Map.of()));
            String name = orDefault(setting.name(), env.isEmpty() ? "defaults" : env.toString());
            check(settings.stream().noneMatch(other -> other.name().equals(name)), "settings", "names of their own", name);
            settings.add(new Setting(name, env, AwsNodeSettings.ofEnvironment(env)));
        }
        return settings;
    }

    private static Duration duration(String field, String text, Duration otherwise, Duration min, Duration max) {
        Duration found = otherwise;
        if (text != null) {
            try {
                found = DurationStyle.detectAndParse(text);
            } catch (IllegalArgumentException e) {
                check(false, field, "a time such as 90s, 15m or 24h", text);
            }
        }
        check(found.compareTo(min) >= 0 && found.compareTo(max) <= 0, field, DurationStyle.SIMPLE.print(min) + " to " + DurationStyle.SIMPLE.print(max),
                text == null ? found : text);
        return found;
    }

    private static Cidr cidr(String field, String text) {
        Optional<Cidr> cidr = Cidr.tryParse(text == null ? "" : text).filter(found -> found.network().isV4());
        check(cidr.isPresent(), field, "an IPv4 prefix such as 10.0.0.0/20", text == null ? "nothing" : text);
        return cidr.get();
    }

    private static int number(String field, Integer found, int otherwise, int min, int max) {
        int number = found == null ? otherwise : found;
        check(number >= min && number <= max, field, min + " to " + max, number);
        return number;
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }

    private static String orDefault(String text, String otherwise) {
        return text == null || text.isEmpty() ? otherwise : text;
    }

    private static void check(boolean holds, String field, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(field + ": expected " + expected + ", found \"" + found + "\"");
        }
    }
}
