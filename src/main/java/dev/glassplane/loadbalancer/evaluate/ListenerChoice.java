package dev.glassplane.loadbalancer.evaluate;

import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Provider;
import dev.glassplane.loadbalancer.model.Tls;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Which listener takes a connection: of those on the port the one with the most specific host name that fits, by the server name of TLS, or else by
 * the Host header (gateway-api: apis/v1/gateway_types.go, "hostname" of a listener). Only its rules count then.
 */
final class ListenerChoice {

    private ListenerChoice() {}

    /** What came of it. */
    sealed interface Chosen {}

    /** This one. */
    record One(Listener listener, String why) implements Chosen {}

    /** None, and that is the answer. */
    record None(Result result) implements Chosen {}

    static Chosen choose(LoadBalancer balancer, Incoming incoming) {
        List<Listener> onPort = onPort(balancer, incoming);
        if (onPort.isEmpty()) {
            return new None(new Result.NoListener(balancer.name() + " has no listener for " + incoming.first().destinationPort() + "/" + incoming.first().protocol()
                    + "; it has " + balancer.listeners().stream().map(each -> each.port() + "/" + each.protocol()).distinct().collect(Collectors.joining(", "))));
        }
        if (onPort.stream().noneMatch(each -> each.protocol().http() || each.tls().isPresent())) {
            return new One(onPort.getFirst(), "port " + onPort.getFirst().port());
        }
        boolean encrypted = onPort.stream().anyMatch(each -> each.tls().isPresent());
        if (encrypted && incoming.tls().isEmpty()) {
            return incoming.request().isEmpty() ? new One(onPort.getFirst(), "port " + onPort.getFirst().port()) : new None(plain(balancer, onPort.getFirst()));
        }
        if (!encrypted && incoming.tls().isPresent()) {
            return new None(new Result.Closed(Result.How.TLS_ERROR, "listener " + onPort.getFirst().name() + " speaks plain HTTP, and the client begins with a TLS handshake"));
        }
        return encrypted ? byServerName(onPort, incoming) : byHost(onPort, incoming);
    }

    private static List<Listener> onPort(LoadBalancer balancer, Incoming incoming) {
        int port = incoming.first().destinationPort();
        return balancer.listeners().stream().filter(each -> each.protocol().takes(incoming.first().protocol())
                && port == (balancer.provider() == Provider.PROXY ? each.boundPort() : each.port())).toList();
    }

    private static Result plain(LoadBalancer balancer, Listener listener) {
        String why = "listener " + listener.name() + " expects TLS, and the client speaks plain HTTP";
        return balancer.provider() == Provider.ALB
                ? new Result.Answered(400, OptionalInt.empty(), Headers.NONE, "", Result.Cause.BAD_REQUEST, why)
                : new Result.Closed(Result.How.RESET, why);
    }

    private static Chosen byServerName(List<Listener> onPort, Incoming incoming) {
        String name = incoming.tls().flatMap(Incoming.ClientTls::sni).orElse("");
        String said = name.isEmpty() ? "no server name" : "server name " + name;
        Optional<Listener> best = best(onPort.stream().filter(each -> each.tls().isPresent()).toList(), name);
        if (best.isEmpty()) {
            return new None(new Result.Closed(Result.How.TLS_ERROR, "no listener on the port takes " + said + ", only "
                    + onPort.stream().map(each -> each.hostname().toString()).collect(Collectors.joining(", "))));
        }
        return new One(best.get(), "port " + best.get().port() + ", " + said + " is " + best.get().hostname());
    }

    private static Chosen byHost(List<Listener> onPort, Incoming incoming) {
        if (incoming.request().isEmpty()) {
            return new One(onPort.getFirst(), "port " + onPort.getFirst().port());
        }
        String host = incoming.request().get().host();
        return best(onPort, host).<Chosen>map(listener -> new One(listener, "port " + listener.port() + ", host " + host + " is " + listener.hostname()))
                .orElseGet(() -> new None(new Result.Answered(404, OptionalInt.empty(), Headers.NONE, "", Result.Cause.NO_RULE, "no listener on the port takes host "
                        + host + ", only " + onPort.stream().map(each -> each.hostname().toString()).collect(Collectors.joining(", ")))));
    }

    /**
     * @return whether a request on a TLS connection is for another listener than the handshake was (RFC 9110, 15.5.20)
     */
    static Optional<Listener> misdirected(LoadBalancer balancer, Listener chosen, Incoming incoming) {
        if (incoming.tls().isEmpty() || incoming.request().isEmpty() || !chosen.protocol().http() || chosen.tls().filter(tls -> tls.mode() == Tls.Mode.TERMINATE).isEmpty()) {
            return Optional.empty();
        }
        List<Listener> others = onPort(balancer, incoming).stream().filter(each -> each.protocol().http()).toList();
        return best(others, incoming.request().get().host()).filter(best -> best != chosen);
    }

    private static Optional<Listener> best(List<Listener> listeners, String host) {
        return listeners.stream().filter(each -> Patterns.fits(each.hostname(), host))
                .max(Comparator.comparingInt(each -> Patterns.specificity(each.hostname())));
    }
}
