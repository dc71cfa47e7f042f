package dev.glassplane.kernel;

import dev.glassplane.kernel.Observation.Outcome;
import dev.glassplane.kernel.Topology.Listener;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.scenarios.Questions;
import dev.glassplane.scenarios.Scenario;
import dev.glassplane.trace.model.ClientSees;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.Hop;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.model.Step;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.RequestException;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.walk.Tracing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.numbers.fraction.BigFraction;
import tools.jackson.databind.node.ObjectNode;

/**
 * A question of a scenario that real packets can ask, with what the trace says to it.
 *
 * @param text      as asked, without what narrows the answer
 * @param sender    host whose process sends
 * @param handed    node that the packet is handed to from outside, whatever its destination
 * @param packet    the packet
 * @param shares    how often each, as exact fractions that sum to 1
 * @param listeners processes that the trace found or takes for granted at the ends
 * @param servers   addresses on the internet that answer
 * @param affinity  Service that remembers who asked it; packets of one source to it are not independent
 */
record ScenarioQuestion(String text, String sender, Optional<String> handed, Packet packet, Map<Observation, BigFraction> shares,
                        Set<Listener> listeners, Set<Ip> servers, Optional<String> affinity) {

    /** What a sender sees whose name was not found: no packet follows that a kernel could be asked about. */
    private static final Set<ClientSees> NAMES = Set.of(ClientSees.NXDOMAIN, ClientSees.NO_DATA, ClientSees.TRY_AGAIN);
    /** Host name of those beyond the internet gateway who ask. */
    static final String OUTSIDE = "outside";
    /** Host name of those beyond the internet gateway who answer. */
    static final String INTERNET = "internet";

    /** @return the question; empty if the trace itself refuses it or cannot tell */
    static Optional<ScenarioQuestion> of(String question, Scenario scenario) {
        ObjectNode spec = Questions.spec(question).put("paths", "all");
        spec.remove(List.of("pick", "detail", "return"));
        Trace trace;
        try {
            trace = Tracing.answer(RequestReader.read(spec, 1), scenario.network());
        } catch (RequestException e) {
            return Optional.empty();
        }
        boolean tells = !trace.paths().isEmpty() && trace.paths().stream().allMatch(path -> path.answer().isEmpty()
                && path.clientSees().filter(sees -> !NAMES.contains(sees)).isPresent()); // no probe speaks HTTP, nor is there a proxy in the lab
        if (!tells || trace.notExplored().signum() != 0) {
            return Optional.empty();
        }
        Hop first = trace.paths().getFirst().there().hops().getFirst();
        boolean handed = first.device().kind() == DeviceRef.Kind.NODE && !first.in().isEmpty();
        Packet packet = trace.packet().orElseThrow();
        if (packet.sizeBytes() != Packet.DEFAULT_SIZE_BYTES && packet.protocol() != Protocol.UDP) {
            return Optional.empty(); // a probe's first packet is as long as its protocol wants
        }
        Map<Observation, BigFraction> shares = new LinkedHashMap<>();
        trace.paths().forEach(path -> shares.merge(observation(path), path.share(), BigFraction::add));
        return Optional.of(new ScenarioQuestion(spec.toString(), handed || first.device().kind() == DeviceRef.Kind.INTERNET ? OUTSIDE : host(first.device()),
                Optional.of(first.device().name()).filter(_ -> handed), packet, shares,
                trace.paths().stream().flatMap(path -> path.delivered().map(arrived -> new Listener(end(path), arrived.protocol(),
                        arrived.destinationPort())).stream()).collect(Collectors.toSet()),
                trace.paths().stream().filter(path -> path.delivered().isPresent() && end(path).equals(INTERNET))
                        .map(path -> path.delivered().get().destination()).collect(Collectors.toSet()), affinity(packet, scenario)));
    }

    private static Optional<String> affinity(Packet packet, Scenario scenario) {
        return scenario.image().services().values().stream().filter(service -> service.affinityTimeoutSeconds().isPresent())
                .filter(service -> service.clusterIps().contains(packet.destination()) || service.externalIps().contains(packet.destination())
                        || service.ingress().stream().anyMatch(ingress -> ingress.ip().equals(Optional.of(packet.destination())))
                        || service.ports().stream().anyMatch(port -> port.nodePort() != 0 && port.nodePort() == packet.destinationPort()))
                .map(service -> service.key().qualifiedName()).findFirst();
    }

    /** @return everything that may be observed */
    Set<Observation> expected() {
        return shares.keySet();
    }

    /** @return the same packet from another port of the sender, so that connection tracking takes it for a new connection */
    Packet packet(int attempt) {
        return packet.protocol().hasPorts() ? from(packet.sourcePort() - attempt) : packet;
    }

    /** @return the same packet from this port of the sender */
    Packet from(int port) {
        return Packet.of(packet.protocol(), packet.source(), packet.protocol().hasPorts() ? port : 0, packet.destination(), packet.destinationPort()).ofSize(packet.sizeBytes());
    }

    private static Observation observation(Path path) {
        boolean late = path.code().equals(Optional.of(ReasonCode.IP_NOT_ASSIGNED)); // ARP is given up after three seconds, a probe before
        Outcome outcome = late ? Outcome.TIMEOUT : outcome(path.clientSees().orElseThrow());
        if (outcome != Outcome.ANSWERED) {
            return new Observation(outcome, "", "", "", rules(path), evaluated(path));
        }
        Packet arrived = path.delivered().orElseThrow();
        return new Observation(outcome, end(path), new IpPort(arrived.destination(), arrived.destinationPort()).toString(),
                arrived.source().toString(), rules(path), evaluated(path));
    }

    private static Outcome outcome(ClientSees sees) {
        return switch (sees) {
            case CONNECTED -> Outcome.ANSWERED;
            case RST, ICMP_PORT_UNREACHABLE -> Outcome.REFUSED;
            case ICMP_HOST_PROHIBITED, ICMP_NET_UNREACHABLE, ICMP_HOST_UNREACHABLE -> Outcome.UNREACHABLE;
            case ICMP_FRAGMENTATION_NEEDED, MESSAGE_TOO_LONG -> Outcome.TOO_BIG;
            case TIMEOUT -> Outcome.TIMEOUT;
            case TLS_ERROR, HTTP_2XX, HTTP_3XX, HTTP_4XX, HTTP_5XX -> throw new IllegalStateException("no probe speaks HTTP: " + sees);
            case NXDOMAIN, NO_DATA, TRY_AGAIN -> throw new IllegalStateException("no kernel looks names up: " + sees);
        };
    }

    private static String end(Path path) {
        return host(path.there().hops().getLast().device());
    }

    /** @return the lab's name of a device; namespaces have no dot in their name */
    static String host(DeviceRef device) {
        return switch (device.kind()) {
            case POD -> device.name().replace('/', '.');
            case NODE -> device.name();
            case INTERNET -> INTERNET;
            case LB, VPC -> throw new IllegalStateException("the VPC neither sends nor receives: " + device);
        };
    }

    private static Map<String, List<String>> rules(Path path) {
        Map<String, List<String>> rules = new TreeMap<>();
        for (Hop hop : path.there().hops()) {
            for (Step step : hop.steps()) {
                if (step instanceof Step.RuleMatched matched) {
                    rules.computeIfAbsent(host(hop.device()), _ -> new ArrayList<>())
                            .add(Observation.rule(matched.chain(), matched.index(), matched.result()));
                }
            }
        }
        return rules;
    }

    private static Map<String, Integer> evaluated(Path path) {
        Map<String, Integer> evaluated = new TreeMap<>();
        path.there().hops().stream().filter(hop -> hop.cost().rulesEvaluated() > 0)
                .forEach(hop -> evaluated.merge(host(hop.device()), hop.cost().rulesEvaluated(), Integer::sum));
        return evaluated;
    }
}
