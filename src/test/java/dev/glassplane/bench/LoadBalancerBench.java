package dev.glassplane.bench;

import dev.glassplane.loadbalancer.LoadBalancerSource.Asked;
import dev.glassplane.loadbalancer.LoadBalancers;
import dev.glassplane.loadbalancer.TestBalancers;
import dev.glassplane.loadbalancer.evaluate.Evaluator;
import dev.glassplane.loadbalancer.evaluate.HttpRequest;
import dev.glassplane.loadbalancer.evaluate.Incoming;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.PathPattern;
import dev.glassplane.loadbalancer.model.Rule;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A listener with 1,000 rules: how long the last one takes to be found, and all of them to be indexed. In this process, without HTTP. */
final class LoadBalancerBench {

    private static final int RULES = 1000;
    private static final int ROUNDS = 2000;
    private static final double NANOS_PER_MICRO = 1e3;

    private LoadBalancerBench() {}

    static void run(Report report) {
        Rule[] rules = IntStream.range(0, RULES).mapToObj(i -> TestBalancers.rule("r" + i, Action.Forward.to("g" + i),
                new Condition.Host(List.of(new HostPattern.Exact("h" + i % 100 + ".example.com"))), new Condition.Path(List.of(new PathPattern.Prefix("/p" + i))))).toArray(Rule[]::new);
        TargetGroup[] groups = IntStream.range(0, RULES).mapToObj(i -> TestBalancers.http("g" + i, TestBalancers.target("10.0.1.11", 8080))).toArray(TargetGroup[]::new);
        for (Listener.Hosts hosts : Listener.Hosts.values()) {
            LoadBalancer balancer = TestBalancers.proxy(List.of(TestBalancers.http(hosts, rules)), groups);
            Incoming last = new Incoming(Packet.of(Protocol.TCP, Ip.parse("203.0.113.9"), 40_000, Ip.parse("10.0.1.20"), 10_080), Optional.empty(),
                    Optional.of(HttpRequest.get("h" + (RULES - 1) % 100 + ".example.com", "/p" + (RULES - 1) + "/x")));
            List<Double> micros = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                long start = System.nanoTime();
                if (Evaluator.evaluate(balancer, Optional.empty(), last, _ -> 0).rule().orElseThrow().place() != RULES) {
                    throw new IllegalStateException("the last rule was not found");
                }
                micros.add((System.nanoTime() - start) / NANOS_PER_MICRO);
            }
            report.add("load balancer, last of 1,000 rules, hosts " + hosts + ", p50", Report.median(micros.subList(ROUNDS / 2, ROUNDS)), "us");
        }
        LoadBalancer balancer = TestBalancers.proxy(List.of(TestBalancers.http(Listener.Hosts.MOST_SPECIFIC, rules)), groups);
        List<Double> index = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            Asked asked = new Asked(List.of(balancer), List.of());
            new LoadBalancers(asked.loadBalancers(), asked.problems());
            index.add((System.nanoTime() - start) / NANOS_PER_MICRO);
        }
        report.add("load balancers, index of one with 1,000 rules, p50", Report.median(index), "us");
    }
}
