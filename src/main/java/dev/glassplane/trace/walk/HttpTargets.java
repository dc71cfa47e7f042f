package dev.glassplane.trace.walk;

import dev.glassplane.image.Service;
import dev.glassplane.loadbalancer.LoadBalancerSource.Problem;
import dev.glassplane.loadbalancer.evaluate.HttpRequest;
import dev.glassplane.loadbalancer.evaluate.Incoming.ClientTls;
import dev.glassplane.loadbalancer.evaluate.Patterns;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.Front;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.ListenerProtocol;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.Talk;
import dev.glassplane.trace.request.HttpWish;
import dev.glassplane.trace.request.RequestException;
import dev.glassplane.trace.request.To;
import dev.glassplane.trace.request.TraceRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds the address that a URL, a Gateway or an Ingress stands for, and what the client says there. */
final class HttpTargets {

    private final TraceRequest request;
    private final Network network;
    private final TargetResolver targets;

    HttpTargets(TraceRequest request, Network network, TargetResolver targets) {
        this.request = request;
        this.network = network;
        this.targets = targets;
    }

    TargetResolver.Result url(To.Url to) {
        Optional<Ip> literal = Ip.tryParse(to.host());
        OptionalInt port = OptionalInt.of(to.asked());
        TargetResolver.Result found = literal.<TargetResolver.Result>map(ip -> TargetResolver.target(ip, Protocol.TCP, port, to.toString(), false))
                .orElseGet(() -> targets.host(to.host(), port, Protocol.TCP, to.toString()));
        TargetResolver.Result led = found instanceof TargetResolver.NotModelled unknown ? serving(to, unknown) : found;
        return saying(led, talk(to.tls(), to.authority(), literal.isPresent() ? Optional.empty() : Optional.of(to.host()), to.target()));
    }

    /** A name that nobody lists leads to the load balancer that serves it, as whoever wrote its rule will have it: one that names it goes before a wildcard. */
    private TargetResolver.Result serving(To.Url to, TargetResolver.NotModelled unknown) {
        String host = to.host().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        List<LoadBalancer> naming = serving(pattern -> exact(pattern).filter(host::equalsIgnoreCase).isPresent());
        List<LoadBalancer> candidates = naming.isEmpty() ? serving(pattern -> !(pattern instanceof HostPattern.Any) && Patterns.fits(pattern, host)) : naming;
        if (candidates.size() != 1) {
            return candidates.isEmpty() ? unknown : new TargetResolver.NotModelled(unknown.target(), unknown.sentence() + "; served by "
                    + String.join(", ", candidates.stream().map(each -> each.sources().getFirst().object()).toList()));
        }
        LoadBalancer balancer = candidates.getFirst();
        TargetResolver.Result found = door(balancer, to.asked(), Protocol.TCP, to + " at " + balancer.sources().getFirst().object());
        return found instanceof TargetResolver.Target target ? target.assuming(Assumption.ASSUMED_DNS_RECORD) : found;
    }

    private List<LoadBalancer> serving(Predicate<HostPattern> fits) {
        return network.balancers().all().stream().filter(balancer -> balancer.listeners().stream().flatMap(HttpTargets::names).anyMatch(fits)).toList();
    }

    private static Stream<HostPattern> names(Listener listener) {
        return Stream.concat(Stream.of(listener.hostname()), listener.rules().stream().flatMap(rule -> rule.conditions().stream())
                .filter(Condition.Host.class::isInstance).flatMap(condition -> ((Condition.Host) condition).hosts().stream()));
    }

    private TargetResolver.Result door(LoadBalancer balancer, int port, Protocol protocol, String words) {
        return switch (balancer.front()) {
            case Front.Nodes nodes -> node(balancer, nodes, port, protocol, words);
            case Front.Pods pods -> service(pods.service(), port, protocol, words);
        };
    }

    private static TargetResolver.Result saying(TargetResolver.Result found, Talk talk) {
        return found instanceof TargetResolver.Target target ? target.saying(talk) : found;
    }

    private Talk talk(boolean tls, String authority, Optional<String> name, String target) {
        HttpWish wish = request.http();
        HttpRequest plain = HttpRequest.get(wish.host().orElse(authority), target);
        HttpRequest said = new HttpRequest(wish.method(), plain.authority(), plain.path(), plain.query(), wish.headers());
        Optional<String> sni = wish.sni().or(() -> name);
        return new Talk(said, tls ? Optional.of(new ClientTls(sni, wish.certificate())) : Optional.empty(), Optional.empty());
    }

    TargetResolver.Result entrance(To.Entrance to) {
        String words = to.kind() + " " + to.namespace() + "/" + to.name();
        LoadBalancer balancer = network.balancers().of(to.kind(), to.namespace(), to.name()).stream().findFirst().orElseThrow(() -> missing(to, words));
        Listener listener = listener(balancer, to, words);
        Protocol protocol = listener.protocol() == ListenerProtocol.UDP ? Protocol.UDP : Protocol.TCP;
        TargetResolver.Result found = door(balancer, listener.port(), protocol, words);
        if (!listener.protocol().http() && !listener.protocol().encrypted()) {
            return found;
        }
        String host = request.http().host().orElseGet(() -> host(balancer, listener, found, words));
        String authority = listener.port() == (listener.tls().isPresent() ? 443 : 80) ? host : host + ":" + listener.port();
        return saying(found, talk(listener.tls().isPresent(), authority, Optional.of(host).filter(name -> Ip.tryParse(name).isEmpty()), to.target()));
    }

    private RequestException missing(To.Entrance to, String words) {
        String resource = to.kind().equals("Gateway") ? "gateways.gateway.networking.k8s.io" : "ingresses.networking.k8s.io";
        if (network.dataplane().image().object(new ObjectKey(resource, to.namespace(), to.name())).isEmpty()) {
            return new RequestException(RequestException.Kind.NOT_FOUND, "to", "an existing " + to.kind(), to.namespace() + "/" + to.name(), "to: there is no " + words);
        }
        String why = network.balancers().problems().stream().filter(problem -> problem.object().kind().equals(to.kind())
                && problem.object().namespace().equals(to.namespace()) && problem.object().name().equals(to.name())).findFirst().map(Problem::message)
                .orElse("no class that is modelled claims it, or it is not programmed yet");
        return Resolver.notPossible("to", "a " + to.kind() + " with a load balancer", words + " has none: " + why);
    }

    private static Listener listener(LoadBalancer balancer, To.Entrance to, String words) {
        Stream<Listener> fitting = balancer.listeners().stream().filter(each -> to.port().isEmpty() || each.port() == to.port().getAsInt());
        List<Listener> listeners = fitting.toList();
        return listeners.stream().filter(each -> each.protocol().http()).findFirst().or(() -> listeners.stream().findFirst()).orElseThrow(() ->
                Resolver.notPossible("to", "a port of a listener", words + (balancer.listeners().isEmpty() ? " has no listener" : " listens on "
                        + String.join(", ", balancer.listeners().stream().map(each -> String.valueOf(each.port())).distinct().toList()) + " only")));
    }

    /** The name that a client would write: that of the listener or of its first rule, else of another listener: one that redirects may have no rules. */
    private static String host(LoadBalancer balancer, Listener listener, TargetResolver.Result found, String words) {
        List<HostPattern> names = names(listener).toList();
        Optional<String> exact = Stream.concat(names.stream(), listener.rules().isEmpty() ? balancer.listeners().stream().flatMap(HttpTargets::names) : Stream.empty())
                .map(HttpTargets::exact).flatMap(Optional::stream).findFirst();
        if (exact.isPresent()) {
            return exact.get();
        }
        boolean any = listener.hostname() instanceof HostPattern.Any && listener.rules().stream()
                .anyMatch(rule -> rule.conditions().stream().noneMatch(Condition.Host.class::isInstance)) || names.stream().allMatch(HostPattern.Any.class::isInstance);
        if (!any) {
            throw RequestException.invalid("headers", "a Host header, since " + words + " takes only " + names.stream()
                    .filter(name -> !(name instanceof HostPattern.Any)).findFirst().orElseThrow(), "none");
        }
        return found instanceof TargetResolver.Target target ? target.resolution().map(resolution -> resolution.asked().toString().replaceFirst("\\.$", ""))
                .map(name -> name.toLowerCase(Locale.ROOT)).orElse(target.ip().toString()) : "localhost";
    }

    private static Optional<String> exact(HostPattern pattern) {
        return switch (pattern) {
            case HostPattern.Exact(String name) -> Optional.of(name);
            case HostPattern.Glob(String glob) -> Optional.of(glob).filter(name -> !name.contains("*") && !name.contains("?"));
            case HostPattern.Any _, HostPattern.OneLabel _, HostPattern.AnyLabels _, HostPattern.Regex _ -> Optional.empty();
        };
    }

    private TargetResolver.Result node(LoadBalancer balancer, Front.Nodes nodes, int port, Protocol protocol, String words) {
        if (balancer.dnsName().isPresent()) {
            return targets.host(balancer.dnsName().get() + ".", OptionalInt.of(port), protocol, words);
        }
        return nodes.nodes().stream().findFirst().map(node -> TargetResolver.target(node.publicIp().orElse(node.privateIp()), protocol, OptionalInt.of(port), words, false))
                .orElseThrow(() -> Resolver.notPossible("to", "a load balancer with an address", words + " has none yet"));
    }

    /** In front of a proxy stands its Service. */
    private TargetResolver.Result service(ObjectKey key, int port, Protocol protocol, String words) {
        Service service = network.dataplane().image().services().get(key);
        if (service == null) {
            throw Resolver.notPossible("to", "a proxy behind a Service", words + ": there is no Service " + key.qualifiedName());
        }
        String in = words + ", Service " + key.qualifiedName();
        if (!targets.outside()) {
            return service.clusterIps().stream().findFirst().map(ip -> TargetResolver.target(ip, protocol, OptionalInt.of(port), in, false))
                    .orElseThrow(() -> Resolver.notPossible("to", "a Service with a ClusterIP", in + " has none yet"));
        }
        Service.Ingress ingress = service.ingress().stream().findFirst().orElseThrow(() -> Resolver.notPossible("to",
                "a Service with an address in status.loadBalancer.ingress", in + " has none: ask from a pod or node, or give it a load balancer"));
        return ingress.ip().<TargetResolver.Result>map(ip -> TargetResolver.target(ip, protocol, OptionalInt.of(port), in, false))
                .orElseGet(() -> targets.host(ingress.hostname() + ".", OptionalInt.of(port), protocol, in));
    }
}
