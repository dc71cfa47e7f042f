package dev.glassplane.loadbalancer.evaluate;

import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Provider;
import java.util.List;

/**
 * What a load balancer tells a target of the client (Application Load Balancer user guide, "HTTP headers and Application Load Balancers"; Envoy,
 * "HTTP header manipulation").
 */
final class ForwardedHeaders {

    private static final String FOR = "X-Forwarded-For";
    private static final String PROTO = "X-Forwarded-Proto";
    private static final String PORT = "X-Forwarded-Port";

    private ForwardedHeaders() {}

    static HttpRequest added(LoadBalancer balancer, Incoming incoming, HttpRequest request, List<EvaluationStep> steps) {
        String client = incoming.first().source().toString();
        Headers headers = switch (balancer.provider()) {
            case ALB -> ofAlb(balancer, incoming, request.headers());
            case PROXY -> request.headers().add(FOR, client).set(PROTO, incoming.scheme());
            case NLB -> request.headers();
        };
        if (!headers.equals(request.headers())) {
            steps.add(new EvaluationStep.Forwarding(List.of(FOR, PROTO, PORT).stream().filter(name -> headers.joined(name).isPresent())
                    .map(name -> name + ": " + headers.joined(name).get()).collect(java.util.stream.Collectors.joining(", "))));
        }
        return new HttpRequest(request.method(), authority(balancer, incoming, request), request.path(), request.query(), headers);
    }

    private static Headers ofAlb(LoadBalancer balancer, Incoming incoming, Headers headers) {
        boolean withPort = flag(balancer, "routing.http.xff_client_port.enabled");
        String client = incoming.first().source() + (withPort ? ":" + incoming.first().sourcePort() : "");
        Headers told = headers.set(PROTO, incoming.scheme()).set(PORT, String.valueOf(incoming.first().destinationPort()));
        return switch (balancer.attributes().getOrDefault("routing.http.xff_header_processing.mode", "append")) {
            case "preserve" -> told;
            case "remove" -> told.remove(FOR);
            default -> told.add(FOR, client);
        };
    }

    /** An ALB adds a port that is not the scheme's own, unless it should leave the header as it is. */
    private static String authority(LoadBalancer balancer, Incoming incoming, HttpRequest request) {
        int port = incoming.first().destinationPort();
        boolean told = balancer.provider() != Provider.ALB || port == 80 || port == 443 || !request.authority().equals(request.host())
                || flag(balancer, "routing.http.preserve_host_header.enabled");
        return told ? request.authority() : request.host() + ":" + port;
    }

    private static boolean flag(LoadBalancer balancer, String key) {
        return balancer.attributes().getOrDefault(key, "false").equals("true");
    }
}
