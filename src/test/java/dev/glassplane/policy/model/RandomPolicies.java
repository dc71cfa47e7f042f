package dev.glassplane.policy.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Random NetworkPolicies over {@link PolicyCluster}, as YAML. */
public final class RandomPolicies {

    private final Random random;
    private final boolean names;

    /** @param names whether egress rules may name ports, which EKS leaves out where a peer is no pod */
    public RandomPolicies(long seed, boolean names) {
        this.random = new Random(seed);
        this.names = names;
    }

    /** @return some policies */
    public String some() {
        List<String> policies = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            policies.add("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p%d, namespace: %s}, spec: %s}"
                    .formatted(i, pick("x", "y", "z"), spec()));
        }
        return String.join("\n---\n", policies);
    }

    private String pick(String... words) {
        return words[random.nextInt(words.length)];
    }

    /** Types name every direction that has rules: else the controller and the API differ. */
    private String spec() {
        return switch (random.nextInt(4)) {
            case 0 -> "{podSelector: %s, ingress: %s}".formatted(selector("pod"), rules("from"));
            case 1 -> "{podSelector: %s, policyTypes: [Egress], egress: %s}".formatted(selector("pod"), rules("to"));
            case 2 -> "{podSelector: %s, policyTypes: [Ingress, Egress], ingress: %s, egress: %s}".formatted(selector("pod"), rules("from"), rules("to"));
            default -> "{podSelector: %s, policyTypes: [%s]}".formatted(selector("pod"), pick("Ingress", "Egress", "Ingress, Egress"));
        };
    }

    private String list(int least, int most, Supplier<String> each) {
        List<String> all = new ArrayList<>();
        int count = least + random.nextInt(most - least + 1);
        for (int i = 0; i < count; i++) {
            all.add(each.get());
        }
        return all.toString();
    }

    private String rules(String peers) {
        return list(0, 2, () -> "{" + (random.nextInt(4) == 0 ? "" : peers + ": " + list(1, 2, this::peer) + ", ")
                + "ports: " + list(0, 2, () -> port(names || peers.equals("from"))) + "}");
    }

    private String peer() {
        if (random.nextInt(3) == 0) {
            return "{ipBlock: {cidr: %s}}".formatted(pick("10.0.1.0/24", "10.0.0.0/16", "10.0.2.22/32, except: []", "10.0.1.0/24, except: [10.0.1.16/29]",
                    "0.0.0.0/0, except: [10.0.2.0/24, 10.0.1.21/32]"));
        }
        return switch (random.nextInt(3)) {
            case 0 -> "{podSelector: %s}".formatted(selector("pod"));
            case 1 -> "{namespaceSelector: %s}".formatted(selector("ns"));
            default -> "{namespaceSelector: %s, podSelector: %s}".formatted(selector("ns"), selector("pod"));
        };
    }

    private String selector(String label) {
        String value = label.equals("ns") ? pick("x", "y", "z") : pick("a", "b", "c");
        String other = label.equals("ns") ? pick("x", "y", "z") : pick("a", "b", "c");
        return switch (random.nextInt(5)) {
            case 0 -> "{}";
            case 1 -> "{matchExpressions: [{key: %s, operator: %s, values: [%s, %s]}]}".formatted(label, pick("In", "NotIn"), value, other);
            case 2 -> "{matchExpressions: [{key: %s, operator: %s}]}".formatted(label, pick("Exists", "Exists", "DoesNotExist"));
            default -> "{matchLabels: {%s: %s}}".formatted(label, value);
        };
    }

    private String port(boolean named) {
        return named && random.nextInt(3) == 0 ? pick("{port: serve-80}", "{port: serve-81}", "{port: dns, protocol: UDP}", "{port: dns}")
                : pick("{port: 80}", "{port: 81}", "{port: 53, protocol: UDP}", "{protocol: UDP}", "{port: 79, endPort: 80}", "{port: 81, endPort: 90}",
                        "{port: 80, protocol: SCTP}");
    }
}
