package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.Pod;
import dev.glassplane.linux.stack.Decisions;
import dev.glassplane.loadbalancer.evaluate.Evaluation;
import dev.glassplane.loadbalancer.evaluate.EvaluationStep;
import dev.glassplane.loadbalancer.evaluate.Evaluator;
import dev.glassplane.loadbalancer.evaluate.Headers;
import dev.glassplane.loadbalancer.evaluate.HttpRequest;
import dev.glassplane.loadbalancer.evaluate.Incoming;
import dev.glassplane.loadbalancer.evaluate.Result;
import dev.glassplane.loadbalancer.model.Filter;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Tls;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;
import tools.jackson.databind.JsonNode;

/** Sends the requests of a case to the model of its Gateway and checks what comes of them. */
final class ConformanceRequests {

    private static final Ip CLIENT = Ip.parse("198.51.100.7");
    private final ConformanceCluster cluster;

    ConformanceRequests(ConformanceCluster cluster) {
        this.cluster = cluster;
    }

    /** @return what is wrong, nothing if all is right */
    List<String> check(JsonNode sent) {
        String gateway = sent.path("gateway").asString();
        Optional<LoadBalancer> balancer = cluster.gateways.balancer(gateway);
        if (balancer.isEmpty()) {
            return List.of("no load balancer " + gateway);
        }
        Incoming incoming = incoming(balancer.get(), sent);
        Evaluation evaluation = Evaluator.evaluate(balancer.get(), Optional.empty(), incoming, draw -> 0);
        List<String> wrong = new ArrayList<>();
        new ConformanceAnswer(cluster, sent, incoming, evaluation, wrong).check();
        return wrong;
    }

    /** @return the exact share of requests that each workload gets */
    Map<String, Double> shares(JsonNode sent) {
        LoadBalancer balancer = cluster.gateways.balancer(sent.path("gateway").asString()).orElseThrow();
        Map<String, Double> shares = new LinkedHashMap<>();
        share(balancer, incoming(balancer, sent), List.of(), BigFraction.ONE, shares);
        return shares;
    }

    /** Walks all draws: the script answers the first ones, then the next draw branches. */
    private void share(LoadBalancer balancer, Incoming incoming, List<Integer> script, BigFraction share, Map<String, Double> shares) {
        List<BigFraction> next = new ArrayList<>();
        int[] place = {0};
        Decisions decisions = draw -> {
            if (place[0] == script.size() && next.isEmpty()) {
                next.addAll(draw.weights());
            }
            int at = place[0]++;
            return at < script.size() ? script.get(at) : 0;
        };
        Evaluation evaluation = Evaluator.evaluate(balancer, Optional.empty(), incoming, decisions);
        if (next.isEmpty()) {
            target(evaluation.result()).flatMap(target -> cluster.podAt(target.ip().toString())).map(ConformanceRequests::workload)
                    .ifPresent(name -> shares.merge(name, share.doubleValue(), Double::sum));
            return;
        }
        for (int i = 0; i < next.size(); i++) {
            if (next.get(i).compareTo(BigFraction.ZERO) > 0) {
                List<Integer> longer = new ArrayList<>(script);
                longer.add(i);
                share(balancer, incoming, longer, share.multiply(next.get(i)), shares);
            }
        }
    }

    static Optional<dev.glassplane.loadbalancer.model.Target> target(Result result) {
        return switch (result) {
            case Result.Relayed relayed -> Optional.of(relayed.target());
            case Result.Passed passed -> Optional.of(passed.target());
            case Result.Answered _, Result.Closed _, Result.NoListener _, Result.NoTarget _, Result.NotModelled _, Result.NoRequest _ -> Optional.empty();
        };
    }

    /** A Deployment's pod is called NAME-HASH-ID. */
    static String workload(Pod pod) {
        String name = pod.key().name();
        return name.substring(0, name.lastIndexOf('-', name.lastIndexOf('-') - 1));
    }

    private Incoming incoming(LoadBalancer balancer, JsonNode sent) {
        JsonNode request = sent.path("request");
        String scheme = request.path("scheme").asString();
        int port = sent.path("port").asInt();
        Protocol protocol = scheme.equals("udp") ? Protocol.UDP : Protocol.TCP;
        List<Listener> listeners = balancer.listeners().stream().filter(listener -> listener.port() == port).toList();
        int bound = listeners.isEmpty() ? port : listeners.getFirst().boundPort();
        Optional<Incoming.ClientTls> tls = scheme.equals("https") || scheme.equals("tls")
                ? Optional.of(new Incoming.ClientTls(Optional.of(request.path("sni").asString("")).filter(name -> !name.isEmpty()), validCertificate(listeners, request)))
                : Optional.empty();
        Optional<HttpRequest> http = switch (scheme) {
            case "http", "https" -> Optional.of(http(balancer, request));
            case "grpc" -> Optional.of(grpc(balancer, request));
            default -> Optional.empty();
        };
        return new Incoming(Packet.of(protocol, CLIENT, 40000, Ip.parse("10.0.1.99"), bound), tls, http);
    }

    /** A client counts as one with a certificate if an authority of the listener signed it. */
    private boolean validCertificate(List<Listener> listeners, JsonNode request) {
        String secret = request.path("client_certificate_secret").asString("");
        List<String> authorities = listeners.stream().flatMap(listener -> listener.tls().flatMap(Tls::clients).stream()).flatMap(clients -> clients.authorities().stream()).toList();
        return !secret.isEmpty() && authorities.stream().anyMatch(name -> cluster.keyPair(secret).signedBy(Pem.certificates(cluster.gateways.cluster.get("configmaps",
                name.substring(0, name.indexOf('/')), name.substring(name.indexOf('/') + 1)).path("data").path("ca.crt").asString(""))));
    }

    private String address(LoadBalancer balancer) {
        int slash = balancer.name().indexOf('/');
        return cluster.gateways.get("gateways", balancer.name().substring(0, slash), balancer.name().substring(slash + 1)).path("status").path("addresses").path(0)
                .path("value").asString("");
    }

    private HttpRequest http(LoadBalancer balancer, JsonNode request) {
        String target = request.path("path").asString("/");
        int mark = target.indexOf('?');
        return new HttpRequest(request.path("method").asString("GET"), GatewayApi.text(request, "host", address(balancer)), mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1), headers(request.path("headers")));
    }

    private HttpRequest grpc(LoadBalancer balancer, JsonNode request) {
        return new HttpRequest("POST", GatewayApi.text(request, "authority", address(balancer)), request.path("path").asString(), "",
                headers(request.path("headers")).set("content-type", "application/grpc"));
    }

    private static Headers headers(JsonNode map) {
        Map<String, String> headers = new LinkedHashMap<>();
        map.properties().forEach(entry -> headers.put(entry.getKey(), entry.getValue().asString()));
        return Headers.of(headers);
    }

    /** Whether a backend that takes this long is waited for. */
    static boolean timesOut(Evaluation evaluation, Duration delay) {
        return evaluation.steps().stream().filter(EvaluationStep.Filtered.class::isInstance).map(step -> ((EvaluationStep.Filtered) step).filter())
                .filter(Filter.Timeout.class::isInstance).map(Filter.Timeout.class::cast)
                .flatMap(timeout -> java.util.stream.Stream.of(timeout.request(), timeout.backend()).flatMap(Optional::stream))
                .anyMatch(limit -> !limit.isZero() && limit.compareTo(delay) < 0);
    }
}
