package dev.glassplane.kernel;

import dev.glassplane.net.Protocol;
import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.scenarios.Scenario;
import java.util.ArrayList;
import java.util.List;

/**
 * What a first packet costs the kernel when there are many Services, beside what the trace says. A pod asks three pods of its own node: through the
 * first Service, through the last one, and directly.
 */
public final class KernelCost {

    private static final int PODS = 3;
    private static final int TIMED = 300;
    private static final int PORT = 40_000;

    private KernelCost() {}

    /**
     * @param what    which way the packet takes
     * @param kernel  rules that the kernel asked, of the paths that chance took the first time
     * @param trace   rules that the trace names for the same path
     * @param connect time that {@code connect()} takes, median, in microseconds
     */
    public record Cost(String what, int kernel, int trace, double connect) {}

    /**
     * @param mode       service mode
     * @param services   how many, each with three endpoints
     * @param loadMillis time that the real tools take to load one node's tables
     * @param costs      what was asked
     */
    public record Row(ProxyMode mode, int services, double loadMillis, List<Cost> costs) {}

    /** @return figures of one size in every mode that netfilter carries out */
    public static List<Row> measure(int services) {
        return NetfilterModes.all().stream().map(mode -> measure(mode, services)).toList();
    }

    private static Row measure(ProxyMode mode, int services) {
        Scenario scenario = Scenario.of("cost", yaml(services), mode);
        List<String> names = List.of("first Service", "last Service", "pod itself");
        List<ScenarioQuestion> questions = List.of("10.100.0.1:80", clusterIp(services - 1) + ":80", "10.0.1.12:8080").stream()
                .map(to -> ScenarioQuestion.of("from=pod/demo/client to=" + to, scenario).orElseThrow()).toList();
        try (KernelLab lab = ScenarioTopology.open(scenario, questions)) {
            List<Cost> costs = new ArrayList<>();
            for (int i = 0; i < questions.size(); i++) {
                ScenarioQuestion question = questions.get(i);
                Observation seen = lab.probe(question.sender(), question.from(PORT + i));
                Observation told = question.expected().stream().filter(one -> one.rules().equals(seen.rules())).findFirst().orElseThrow(() ->
                        new IllegalStateException("the trace knows no such path: " + seen));
                costs.add(new Cost(names.get(i), total(seen), total(told), 0));
            }
            lab.stopTracing();
            for (int i = 0; i < questions.size(); i++) {
                Cost cost = costs.get(i);
                double connect = lab.connectMicros(questions.get(i).sender(), questions.get(i).from(0), TIMED);
                costs.set(i, new Cost(cost.what(), cost.kernel(), cost.trace(), connect));
            }
            return new Row(mode, services, lab.loadMillis("node-a"), costs);
        }
    }

    private static int total(Observation observation) {
        return observation.evaluated().values().stream().mapToInt(Integer::intValue).sum();
    }

    private static String clusterIp(int service) {
        return "10.100." + service / 250 + "." + (service % 250 + 1);
    }

    private static String yaml(int services) {
        StringBuilder text = new StringBuilder("""
                apiVersion: v1
                kind: Node
                metadata: {name: node-a, labels: {topology.kubernetes.io/zone: us-east-1a}}
                status: {addresses: [{type: InternalIP, address: 10.0.1.10}, {type: ExternalIP, address: 198.51.100.10}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: client, namespace: demo}
                spec: {nodeName: node-a, containers: [{name: c}]}
                status: {podIP: 10.0.1.11}
                """);
        for (int i = 0; i < PODS; i++) {
            text.append("""
                    ---
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web-%d, namespace: demo, labels: {app: web}}
                    spec: {nodeName: node-a, containers: [{name: c, ports: [{containerPort: 8080, protocol: %s}]}]}
                    status: {podIP: 10.0.1.%d}
                    """.formatted(i, Protocol.TCP, 12 + i));
        }
        for (int i = 0; i < services; i++) {
            text.append("""
                    ---
                    apiVersion: v1
                    kind: Service
                    metadata: {name: s%05d, namespace: demo}
                    spec: {clusterIP: %s, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
                    """.formatted(i, clusterIp(i)));
        }
        return text.toString();
    }
}
