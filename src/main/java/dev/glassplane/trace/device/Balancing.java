package dev.glassplane.trace.device;

import dev.glassplane.loadbalancer.evaluate.Evaluation;
import dev.glassplane.loadbalancer.evaluate.EvaluationStep;
import dev.glassplane.loadbalancer.evaluate.Evaluator;
import dev.glassplane.loadbalancer.evaluate.Incoming;
import dev.glassplane.loadbalancer.evaluate.Incoming.ClientTls;
import dev.glassplane.loadbalancer.evaluate.Result;
import dev.glassplane.loadbalancer.model.LbNode;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.loadbalancer.model.Tls;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.trace.device.Carried.Forward;
import dev.glassplane.trace.device.Carried.Next;
import dev.glassplane.trace.device.Carried.Stop;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.ClientSees;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.End;
import dev.glassplane.trace.model.HttpAnswer;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.model.Step;
import dev.glassplane.trace.model.Talk;
import java.util.List;
import java.util.Optional;

/** A load balancer or proxy at work: it evaluates what comes in, and passes it on, opens another connection, or answers. */
final class Balancing {

    private static final int FIRST_PORT = 1024;
    private static final int PORTS = 64_512;
    private static final int PRIME = 31;

    private final LoadBalancer balancer;
    private final Optional<LbNode> node;
    private final DeviceRef device;
    private final Place here;
    private final Journey journey;
    private final List<Step> steps;

    /** @param here where packets that it sends start */
    Balancing(LoadBalancer balancer, Optional<LbNode> node, DeviceRef device, Place here, Journey journey, List<Step> steps) {
        this.balancer = balancer;
        this.node = node;
        this.device = device;
        this.here = here;
        this.journey = journey;
        this.steps = steps;
    }

    /** @param own addresses from which it may open connections */
    Next take(Packet packet, List<Ip> own) {
        Optional<Talk> talk = journey.conversation().talk();
        Evaluation evaluation = Evaluator.evaluate(balancer, node, new Incoming(packet, talk.flatMap(Talk::tls), talk.map(Talk::request)), journey.decisions());
        steps.add(new Step.Balanced(evaluation));
        boolean shown = evaluation.steps().stream().anyMatch(EvaluationStep.TlsEnded.class::isInstance);
        if (shown) {
            journey.assume(Assumption.ASSUMED_CERTIFICATE_TRUSTED);
        }
        return switch (evaluation.result()) {
            case Result.Relayed relayed -> relay(packet, relayed, evaluation.listener().orElseThrow(), own);
            case Result.Passed passed -> pass(packet, passed.group(), passed.target().ip(), passed.target().port(), own);
            case Result.Answered answered -> answer(packet, answered);
            case Result.Closed closed -> ended(Outcome.REJECTED, closed.how() == Result.How.TLS_ERROR ? ReasonCode.TLS_FAILED : ReasonCode.CONNECTION_CLOSED,
                    device + " closes the connection: " + closed.why(), closed.how() == Result.How.TLS_ERROR ? ClientSees.TLS_ERROR : ClientSees.RST);
            case Result.NoListener none -> ended(Outcome.DROPPED, ReasonCode.ELBV2_LISTENERS_MISMATCH, none.why(), ClientSees.TIMEOUT);
            case Result.NoTarget none -> ended(Outcome.DROPPED, none.elsewhere() ? ReasonCode.ELB_NOT_CROSSZONE
                    : node.isPresent() && !none.group().targets().isEmpty() ? ReasonCode.ELBV2_NO_TARGETS_IN_AZ : ReasonCode.NO_TARGETS, none.why(), ClientSees.TIMEOUT);
            case Result.NotModelled unknown -> new Stop(End.unsupported(device + ": " + unknown.what() + " is not modelled (limit: " + unknown.limit() + ")"), here, Optional.empty());
            case Result.NoRequest waiting -> {
                steps.add(new Step.Received(packet, waiting.why()));
                yield new Stop(End.arrived(Outcome.DELIVERED, device + " has the connection; a URL as target says what becomes of a request"), here, Optional.of(packet));
            }
        };
    }

    private Stop ended(Outcome outcome, ReasonCode code, String sentence, ClientSees sees) {
        return new Stop(End.failed(outcome, code, sentence, sees), here, Optional.empty());
    }

    private Next answer(Packet packet, Result.Answered answered) {
        ReasonCode code = switch (answered.cause()) {
            case REDIRECT -> ReasonCode.REDIRECTED;
            case FIXED_RESPONSE -> ReasonCode.FIXED_RESPONSE;
            case CORS_PREFLIGHT -> ReasonCode.CORS_PREFLIGHT;
            case NO_RULE -> ReasonCode.NO_MATCHING_RULE;
            case BROKEN_REFERENCE -> ReasonCode.BROKEN_REFERENCE;
            case NO_BACKEND -> ReasonCode.NO_BACKEND;
            case NO_TARGETS -> ReasonCode.NO_TARGETS;
            case MISDIRECTED -> ReasonCode.MISDIRECTED_REQUEST;
            case BAD_REQUEST -> ReasonCode.BAD_REQUEST;
        };
        HttpAnswer given = new HttpAnswer(answered.status(), answered.grpcStatus(), answered.headers(), answered.body(), device.toString(), false, answered.why());
        journey.conversation().answered(given);
        String words = answered.status() + (answered.grpcStatus().isPresent() ? ", grpc-status " + answered.grpcStatus().getAsInt() : "");
        return new Stop(End.answered(code, device + " answers " + words + ": " + answered.why(), given.sees()), here, Optional.of(packet));
    }

    /** Ends the connection and opens another one. */
    private Next relay(Packet packet, Result.Relayed relayed, Listener listener, List<Ip> own) {
        TargetGroup group = relayed.group();
        Ip to = relayed.target().ip();
        Optional<Ip> from = own.stream().filter(ip -> ip.family() == to.family()).findFirst();
        if (from.isEmpty()) {
            return ended(Outcome.UNREACHABLE, ReasonCode.NO_ROUTE, device + " has no " + to.family().word() + " address to reach " + relayed.target().socket(), ClientSees.HTTP_5XX);
        }
        Protocol protocol = packet.protocol() == Protocol.UDP ? Protocol.UDP : Protocol.TCP;
        Packet out = Packet.of(protocol, from.get(), port(packet, to), to, relayed.target().port());
        boolean bytes = listener.tls().filter(tls -> tls.mode() == Tls.Mode.TERMINATE).isEmpty() && !listener.protocol().http();
        Optional<String> introduced = group.proxyProtocol() ? Optional.of(new IpPort(packet.source(), packet.sourcePort()).toString()) : Optional.empty();
        Optional<Talk> talk = journey.conversation().talk().map(said -> bytes ? said.introduced(introduced)
                : new Talk(relayed.request().orElse(said.request()), spoken(group), introduced));
        journey.conversation().says(talk);
        journey.conversation().willChange(relayed.response());
        journey.conversation().remember(new Splice(packet, out, true, listener.protocol().http(), here, device));
        steps.add(new Step.Connected(out, talk));
        return new Forward(here, out);
    }

    private static Optional<ClientTls> spoken(TargetGroup group) {
        boolean encrypted = group.protocol() == TargetGroup.Protocol.HTTPS || group.protocol() == TargetGroup.Protocol.TLS;
        return encrypted ? Optional.of(new ClientTls(group.tls().map(TargetGroup.BackendTls::hostname), false)) : Optional.empty();
    }

    /** Rewrites the flow's destination, and its source unless the target is to see the client's. */
    private Next pass(Packet packet, TargetGroup group, Ip to, int port, List<Ip> own) {
        boolean keeps = group.preserveClientIp() && to.family() == packet.family();
        if (keeps && to.equals(packet.source())) {
            return ended(Outcome.DROPPED, ReasonCode.ELBV2_SOURCE_ADDRESS_PRESERVATION, "the target that was chosen is the client itself (" + to
                    + "): with client IP preservation a connection to oneself through the load balancer fails", ClientSees.TIMEOUT);
        }
        Optional<Ip> from = keeps ? Optional.of(packet.source()) : own.stream().filter(ip -> ip.family() == to.family()).findFirst();
        if (from.isEmpty()) {
            return ended(Outcome.UNREACHABLE, ReasonCode.NO_ROUTE, device + " has no " + to.family().word() + " address to reach " + to, ClientSees.TIMEOUT);
        }
        Packet out = new Packet(from.get(), to, packet.protocol(), keeps ? packet.sourcePort() : port(packet, to), port, packet.ttl(), packet.sizeBytes());
        Optional<String> introduced = group.proxyProtocol() ? Optional.of(new IpPort(packet.source(), packet.sourcePort()).toString()) : Optional.empty();
        if (introduced.isPresent()) {
            journey.conversation().says(journey.conversation().talk().map(said -> said.introduced(introduced)));
        }
        journey.conversation().remember(new Splice(packet, out, false, false, here, device));
        rewritten(packet, out, keeps ? "client IP preservation is on: the target sees the client"
                : "client IP preservation is off: the target sees the load balancer" + introduced.map(client -> ", and " + client + " in a header of PROXY protocol v2").orElse(""));
        return new Forward(here, out);
    }

    private void rewritten(Packet packet, Packet out, String why) {
        if (packet.family() != out.family()) {
            steps.add(new Step.Fabric("flow", why, Optional.empty()));
            return;
        }
        Packet destination = packet.withDestination(out.destination(), out.destinationPort());
        steps.add(new Step.Fabric("flow", "the flow goes on to " + new IpPort(out.destination(), out.destinationPort()), Optional.of(new Step.Change("DNAT", packet, destination))));
        steps.add(new Step.Fabric("flow", why, destination.equals(out) ? Optional.empty() : Optional.of(new Step.Change("SNAT", destination, out))));
    }

    /** A port for a connection of its own, which follows from the client's. */
    private int port(Packet packet, Ip to) {
        long hash = balancer.name().hashCode();
        for (long part : new long[] {packet.source().high(), packet.source().low(), packet.sourcePort(), packet.destinationPort(), to.low()}) {
            hash = hash * PRIME + part;
        }
        return FIRST_PORT + Math.floorMod(hash, PORTS);
    }
}
