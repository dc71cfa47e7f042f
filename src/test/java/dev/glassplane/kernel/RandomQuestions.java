package dev.glassplane.kernel;

import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.net.Ip;
import dev.glassplane.scenarios.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Random questions about a scenario: pods, nodes and clients outside ask every kind of address, on ports that are served and others. */
final class RandomQuestions {

    private static final List<String> CLIENTS = List.of("203.0.113.9", "203.0.113.77", "192.0.2.200");
    private static final String SERVER = "198.51.100.99";
    private static final int TRIES_PER_QUESTION = 20;

    private final Chance chance;
    private final List<Node> nodes;
    private final List<Pod> pods;
    private final List<Service> services;

    private RandomQuestions(long seed, Scenario scenario) {
        chance = new Chance(~seed);
        nodes = List.copyOf(scenario.image().nodes().values());
        pods = List.copyOf(scenario.image().pods().values());
        services = List.copyOf(scenario.image().services().values());
    }

    /** @return at most so many different questions; the same seed gives the same ones */
    static List<String> of(long seed, Scenario scenario, int count) {
        RandomQuestions questions = new RandomQuestions(seed, scenario);
        Set<String> all = new LinkedHashSet<>();
        for (int i = 0; i < count * TRIES_PER_QUESTION && all.size() < count; i++) {
            all.add(questions.next());
        }
        return List.copyOf(all);
    }

    private String next() {
        return switch (chance.below(9)) {
            case 0, 1, 2, 3 -> "from=" + pod() + " to=" + insider();
            case 4, 5 -> "from=" + node() + " to=" + (chance.oneIn(5) ? "127.0.0.1:" + nodePort() : insider());
            case 6, 7 -> "from=" + chance.pick("external", chance.pick(CLIENTS)) + " to=" + outsider();
            default -> handed();
        };
    }

    private String pod() {
        Pod pod = chance.pick(pods);
        return "pod/" + pod.key().namespace() + "/" + pod.key().name();
    }

    private String node() {
        return "node/" + chance.pick(nodes).name();
    }

    /** What pods and nodes ask. */
    private String insider() {
        return switch (chance.below(17)) {
            case 16 -> chance.pick(nodes).externalIps().getFirst() + ":" + nodePort() + protocol();
            case 0, 1, 2, 3, 4 -> serviceAddress(clusterIps());
            case 5, 6, 7 -> serviceAddress(externalIps());
            case 8, 9, 10 -> address(node(chance.pick(nodes))) + ":" + nodePort() + protocol();
            case 11 -> address(pod(chance.pick(pods))) + ":" + chance.pick(8080, 8080, 9999);
            case 12 -> chance.pick(clusterIps()) + ":" + chance.pick(81, 8080) + protocol();
            case 13 -> "10.100.7." + (1 + chance.below(200)) + ":80";
            case 14 -> chance.pick(SERVER + ":443", SERVER + ":53 protocol=UDP", "10.0." + (1 + chance.below(3)) + "." + (200 + chance.below(50)) + ":80",
                    address(node(chance.pick(nodes))) + ":10250", address(node(chance.pick(nodes))) + ":" + (32_000 + chance.below(8)));
            default -> chance.pick(address(pod(chance.pick(pods))), address(node(chance.pick(nodes))), chance.pick(clusterIps()), SERVER,
                    "10.100.7.7") + " protocol=ICMP";
        };
    }

    /** What clients on the internet ask: nodes by their public addresses, and pods, which have none. */
    private String outsider() {
        String node = address(chance.pick(nodes).externalIps().getFirst());
        return switch (chance.below(8)) {
            case 0 -> node + ":" + chance.pick(10250, 22, 32_000 + chance.below(8));
            case 1 -> node + " protocol=ICMP";
            default -> node + ":" + nodePort() + protocol();
        };
    }

    /** A load balancer hands a packet to one node; which one depends on its address alone. */
    private String handed() {
        List<String> addresses = externalIps();
        if (addresses.isEmpty()) {
            return "from=external to=" + outsider();
        }
        String ip = chance.pick(addresses);
        String node = nodes.get(Integer.parseInt(ip.substring(ip.lastIndexOf('.') + 1)) % nodes.size()).name();
        return "from={\"ip\":\"" + chance.pick(CLIENTS) + "\",\"node\":\"" + node + "\"} to=" + ip + ":" + chance.pick(80, 80, 80, 443, 81) + protocol();
    }

    private String serviceAddress(List<String> addresses) {
        return addresses.isEmpty() ? chance.pick(clusterIps()) + ":80" : chance.pick(addresses) + ":" + chance.pick(80, 80, 80, 443) + protocol();
    }

    private String protocol() {
        return chance.oneIn(3) ? " protocol=UDP" : "";
    }

    /** Mostly one that a Service has. */
    private int nodePort() {
        List<Integer> ports = services.stream().flatMap(service -> service.ports().stream()).map(Service.Port::nodePort).filter(port -> port != 0).toList();
        return ports.isEmpty() || chance.oneIn(10) ? 31_000 + chance.below(5) : chance.pick(ports);
    }

    private List<String> clusterIps() {
        return services.stream().map(service -> address(service.clusterIps().getFirst())).toList();
    }

    private List<String> externalIps() {
        List<String> all = new ArrayList<>();
        for (Service service : services) {
            service.externalIps().forEach(ip -> all.add(address(ip)));
            service.ingress().forEach(ingress -> ingress.ip().ifPresent(ip -> all.add(address(ip))));
        }
        return all;
    }

    private static Ip node(Node node) {
        return node.internalIps().getFirst();
    }

    private static Ip pod(Pod pod) {
        return pod.ips().getFirst();
    }

    private static String address(Ip ip) {
        return ip.toString();
    }
}
