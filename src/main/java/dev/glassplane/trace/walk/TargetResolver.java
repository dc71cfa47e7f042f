package dev.glassplane.trace.walk;

import dev.glassplane.dns.Resolution;
import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Protocol;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.model.Talk;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.request.From;
import dev.glassplane.trace.request.RequestException;
import dev.glassplane.trace.request.RequestException.Kind;
import dev.glassplane.trace.request.Suggestions;
import dev.glassplane.trace.request.To;
import dev.glassplane.trace.request.TraceRequest;
import dev.glassplane.trace.request.Via;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Finds the address, protocol and port that a target stands for. */
final class TargetResolver {

    private final TraceRequest request;
    private final Network network;
    private final Lookup lookup;

    TargetResolver(TraceRequest request, Network network, Lookup lookup) {
        this.request = request;
        this.network = network;
        this.lookup = lookup;
    }

    /** What came of it. */
    sealed interface Result {}

    /**
     * @param port   0 where the protocol has none
     * @param words  what it is, for people
     * @param ofNode whether the address is a node's own, which the internet may know by another
     * @param resolution how the sender finds the address, if it has a name
     * @param talk       what is said over the connection, if it is HTTP
     * @param assumed    what was taken for granted to find it
     */
    record Target(Ip ip, Protocol protocol, int port, String words, boolean ofNode, Optional<Resolution> resolution, Optional<Talk> talk,
                  Set<Assumption> assumed) implements Result {

        /** @return the same, over which this is said */
        Target saying(Talk said) {
            return new Target(ip, protocol, port, words, ofNode, resolution, Optional.of(said), assumed);
        }

        /** @return the same, found by taking this for granted */
        Target assuming(Assumption assumption) {
            return new Target(ip, protocol, port, words, ofNode, resolution, talk, Set.of(assumption));
        }
    }

    /** A name without an address. */
    record NoAddress(String host, Resolution resolution) implements Result {}

    /** Needs something that is not modelled. */
    record NotModelled(String target, String sentence) implements Result {}

    Result resolve() {
        return switch (request.to()) {
            case To.ServiceTarget to -> service(lookup.service("to", to.namespace(), to.name()), to.port());
            case To.PodTarget to -> pod(lookup.pod("to", to.namespace(), to.name()), to.port());
            case To.NodeTarget to -> node(lookup.node("to", to.name()), to.port());
            case To.AddressTarget to -> target(to.ip(), request.protocol().orElse(Protocol.TCP), to.port(), "", false);
            case To.HostTarget to -> host(to.host(), to.port(), request.protocol().orElse(Protocol.TCP), "");
            case To.Url to -> new HttpTargets(request, network, this).url(to);
            case To.Entrance to -> new HttpTargets(request, network, this).entrance(to);
            case To.NotModelled to -> new NotModelled(to.text(), to.text() + ": " + to.reason());
        };
    }

    static Target target(Ip ip, Protocol protocol, OptionalInt port, String words, boolean ofNode) {
        if (!Resolver.fits(protocol, ip)) {
            throw RequestException.invalid("protocol", protocol == Protocol.ICMP ? "ICMPV6 for an IPv6 address" : "ICMP for an IPv4 address",
                    protocol.name());
        }
        if (protocol.hasPorts() && port.isEmpty()) {
            throw RequestException.invalid("to", "a port, as in " + ip + ":80", "none");
        }
        return new Target(ip, protocol, protocol.hasPorts() ? port.getAsInt() : 0, words, ofNode, Optional.empty(), Optional.empty(), Set.of());
    }

    private Target node(Node node, OptionalInt port) {
        Ip ip = nodeAddress(node);
        return target(ip, request.protocol().orElse(Protocol.TCP), port, "Node " + node.name(), true);
    }

    /** From the internet a node is reached by its external address, if it has one. */
    private Ip nodeAddress(Node node) {
        Optional<Ip> external = outside() ? node.externalIps().stream().findFirst() : Optional.empty();
        return external.or(() -> node.internalIps().stream().findFirst()).orElseThrow(() ->
                Resolver.notPossible("to", "a node with an address", "Node " + node.name() + " has none yet"));
    }

    /** @return whether the sender is a client on the internet */
    boolean outside() {
        return switch (request.from()) {
            case From.External _ -> true;
            case From.Address from -> !network.fabric().contains(from.ip());
            case From.PodSource _, From.NodeSource _, From.AtNode _ -> false;
        };
    }

    private Target pod(Pod pod, Optional<String> word) {
        String name = "Pod " + pod.key().qualifiedName();
        Ip ip = pod.ips().stream().findFirst().orElseThrow(() ->
                Resolver.notPossible("to", "a pod with an address", name + " has none (phase " + pod.phase() + ")"));
        Protocol asked = request.protocol().orElse(Protocol.TCP);
        if (!asked.hasPorts() || word.filter(TargetResolver::isNumber).isPresent()) {
            return target(ip, asked, word.map(Integer::parseInt).map(OptionalInt::of).orElse(OptionalInt.empty()), name, pod.hostNetwork());
        }
        List<Pod.ContainerPort> ports = pod.containerPorts().stream()
                .filter(port -> request.protocol().isEmpty() || port.protocol() == request.protocol().get()).toList();
        List<Pod.ContainerPort> found = word.isEmpty() ? ports : ports.stream().filter(port -> port.name().equals(word.get())).toList();
        if (found.size() == 1) {
            return target(ip, found.getFirst().protocol(), OptionalInt.of(found.getFirst().port()), name, pod.hostNetwork());
        }
        throw portTrouble(name, word, ports.stream().map(port -> text(port.name(), port.port(), port.protocol())).toList(),
                ports.stream().map(Pod.ContainerPort::name).toList());
    }

    private Result service(Service service, Optional<String> word) {
        String name = "Service " + service.key().qualifiedName();
        if (service.type().equals("ExternalName")) {
            return byName(service, name + ", externalName " + service.externalName(), word);
        }
        if (service.headless()) {
            return byName(service, name + ", headless", word);
        }
        if (request.protocol().filter(protocol -> !protocol.hasPorts()).isPresent()) {
            Ip ip = service.clusterIps().stream().findFirst().orElseThrow(() -> Resolver.notPossible("to", "a Service with a ClusterIP", name + " has none yet"));
            return target(ip, request.protocol().get(), OptionalInt.empty(), name + ", clusterIP", false);
        }
        Service.Port port = port(service, name, word);
        boolean named = service.type().equals("LoadBalancer") && service.ingress().stream().anyMatch(each -> !each.hostname().isEmpty());
        Via via = named && outside() && !request.viaSaid() ? Via.loadBalancer : request.via();
        String words = name + (port.name().isEmpty() ? "" : ":" + port.name()) + ", " + via;
        OptionalInt number = OptionalInt.of(port.port());
        return switch (via) {
            case clusterIP -> service.clusterIps().stream().findFirst().<Result>map(ip -> target(ip, port.protocol(), number, words, false))
                    .orElseThrow(() -> Resolver.notPossible("to", "a Service with a ClusterIP", name + " has none yet"));
            case externalIP -> service.externalIps().stream().findFirst().<Result>map(ip -> target(ip, port.protocol(), number, words, false))
                    .orElseThrow(() -> Resolver.notPossible("via", "a Service with externalIPs", name + " has none"));
            case loadBalancer -> loadBalancer(service, name, port, words);
            case nodePort -> nodePort(name, port, words);
        };
    }

    /** A Service that only DNS knows: no rule takes its port, so a number means the port of whoever answers. */
    private Result byName(Service service, String words, Optional<String> word) {
        boolean number = word.filter(TargetResolver::isNumber).isPresent();
        Optional<Service.Port> listed = number || service.ports().isEmpty() ? Optional.empty() : Optional.of(port(service, "Service " + service.key().qualifiedName(), word));
        OptionalInt port = number ? OptionalInt.of(Integer.parseInt(word.get())) : listed.map(each -> OptionalInt.of(each.port())).orElse(OptionalInt.empty());
        Protocol protocol = request.protocol().or(() -> listed.map(Service.Port::protocol)).orElse(Protocol.TCP);
        return host(service.key().name() + "." + service.key().namespace() + ".svc.cluster.local.", port, protocol, words);
    }

    Result host(String host, OptionalInt port, Protocol protocol, String words) {
        Resolution resolution = new Naming(request.from(), network, lookup).resolve(host);
        if (resolution.result() == Resolution.Result.NOT_MODELLED) {
            return new NotModelled(host, host + ": " + resolution.sentence());
        }
        if (resolution.result() != Resolution.Result.FOUND) {
            return new NoAddress(host, resolution);
        }
        List<Ip> six = resolution.addresses().stream().filter(address -> !address.isV4()).toList();
        Ip ip = chosen(six.isEmpty() ? resolution.addresses() : six);
        boolean own = network.directory().nodeAt(ip).isPresent();
        Target target = target(ip, protocol, port, words.isEmpty() ? host : words, own);
        return new Target(target.ip(), target.protocol(), target.port(), target.words(), target.ofNode(), Optional.of(resolution), Optional.empty(), Set.of());
    }

    /** CoreDNS shuffles several addresses, and a client takes the first: here the seed does, or the question's wish. */
    private Ip chosen(List<Ip> addresses) {
        Optional<Ip> wished = request.pick().map(IpPort::ip).filter(addresses::contains);
        return wished.orElseGet(() -> addresses.get(Math.floorMod((int) new Hashing(request.seed()).add(addresses.getFirst()).add(addresses.size()).value(), addresses.size())));
    }

    private Result loadBalancer(Service service, String name, Service.Port port, String words) {
        Optional<String> hostname = service.ingress().stream().filter(each -> each.ip().isEmpty()).map(Service.Ingress::hostname).filter(host -> !host.isEmpty()).findFirst();
        if (hostname.isPresent()) {
            return host(hostname.get() + ".", OptionalInt.of(port.port()), port.protocol(), words);
        }
        Service.Ingress ingress = service.ingress().stream().filter(each -> each.ip().isPresent()).findFirst().orElseThrow(() ->
                Resolver.notPossible("via", "a Service with an address in status.loadBalancer.ingress", name + " has none"));
        if (!ingress.vip()) {
            return new NotModelled(words, name + ": ipMode Proxy means that the load balancer itself takes the packet (limit: north-south)");
        }
        return target(ingress.ip().orElseThrow(), port.protocol(), OptionalInt.of(port.port()), words, false);
    }

    private Result nodePort(String name, Service.Port port, String words) {
        if (port.nodePort() == 0) {
            throw Resolver.notPossible("via", "a Service with node ports", name + " has none");
        }
        Node node = nodeForNodePort();
        return target(nodeAddress(node), port.protocol(), OptionalInt.of(port.nodePort()), words + " of Node " + node.name(), true);
    }

    /** The sender's own node; for a client outside, the first node, one with an external address if there is any. */
    private Node nodeForNodePort() {
        String own = switch (request.from()) {
            case From.PodSource from -> lookup.pod("from", from.namespace(), from.name()).nodeName();
            case From.NodeSource from -> from.name();
            case From.AtNode from -> from.node();
            case From.Address from -> network.fabric().holderOf(from.ip()).map(found -> found.node()).orElse("");
            case From.External _ -> "";
        };
        if (!own.isEmpty()) {
            return lookup.node("from", own);
        }
        return network.dataplane().image().nodes().values().stream()
                .min(Comparator.comparing((Node node) -> node.externalIps().isEmpty()).thenComparing(Node::name))
                .orElseThrow(() -> Resolver.notPossible("via", "a node", "there is none"));
    }

    private Service.Port port(Service service, String name, Optional<String> word) {
        List<Service.Port> ports = service.ports().stream()
                .filter(port -> request.protocol().isEmpty() || port.protocol() == request.protocol().get()).toList();
        List<Service.Port> found = ports.stream().filter(port -> word.isEmpty() || port.name().equals(word.get())
                || isNumber(word.get()) && port.port() == Integer.parseInt(word.get())).toList();
        if (found.size() > 1 && word.isPresent()) { // one number for two protocols
            found = found.stream().filter(port -> port.protocol() == Protocol.TCP).toList();
        }
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw portTrouble(name, word, service.ports().stream().map(port -> text(port.name(), port.port(), port.protocol())).toList(),
                service.ports().stream().map(Service.Port::name).toList());
    }

    private static RequestException portTrouble(String name, Optional<String> word, List<String> texts, List<String> names) {
        String has = texts.isEmpty() ? "it declares none" : "it has " + String.join(", ", texts);
        if (word.isEmpty()) {
            return new RequestException(Kind.INVALID, "to", "a port", "none", name + " needs a port: " + has);
        }
        return new RequestException(Kind.NOT_FOUND, "to", "one of " + texts, word.get(),
                name + " has no port \"" + word.get() + "\"; " + has + Suggestions.didYouMean(word.get(), names));
    }

    private static boolean isNumber(String word) {
        return word.matches("[0-9]+");
    }

    private static String text(String name, int port, Protocol protocol) {
        return name.isEmpty() ? port + "/" + protocol : name + " (" + port + "/" + protocol + ")";
    }
}
