package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.Pod;
import dev.glassplane.loadbalancer.evaluate.Evaluation;
import dev.glassplane.loadbalancer.evaluate.EvaluationStep;
import dev.glassplane.loadbalancer.evaluate.Headers;
import dev.glassplane.loadbalancer.evaluate.HttpRequest;
import dev.glassplane.loadbalancer.evaluate.Incoming;
import dev.glassplane.loadbalancer.evaluate.Result;
import dev.glassplane.loadbalancer.model.Filter;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.loadbalancer.model.Tls;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;
import tools.jackson.databind.JsonNode;

/** Checks one answer against what a case expects of it. */
final class ConformanceAnswer {

    private final ConformanceCluster cluster;
    private final JsonNode expected;
    private final JsonNode sent;
    private final Incoming incoming;
    private final Evaluation evaluation;
    private final List<String> wrong;

    ConformanceAnswer(ConformanceCluster cluster, JsonNode sent, Incoming incoming, Evaluation evaluation, List<String> wrong) {
        this.cluster = cluster;
        this.expected = sent.path("expect");
        this.sent = sent.path("request");
        this.incoming = incoming;
        this.evaluation = evaluation;
        this.wrong = wrong;
    }

    void check() {
        Result result = evaluation.result();
        int status = status(result);
        if (expected.has("status") && expected.path("status").valueStream().noneMatch(each -> each.asInt() == status)) {
            wrong.add("status " + status + ", expected " + expected.path("status") + ": " + result);
        }
        if (expected.path("status_not").valueStream().anyMatch(each -> each.asInt() == status)) {
            wrong.add("status " + status);
        }
        if (expected.has("grpc_code")) {
            grpc(result);
        }
        if (expected.path("connection_rejected").asBoolean(false) || expected.path("transport_error").asBoolean(false)) {
            expect(result instanceof Result.Closed || result instanceof Result.NoListener || result instanceof Result.NoTarget, "not rejected: " + result);
        }
        if (expected.path("answered_by_gateway").asBoolean(false)) {
            expect(result instanceof Result.Answered, "not answered by the gateway: " + result);
        }
        if (expected.path("reply").asBoolean(false)) {
            expect(ConformanceRequests.target(result).isPresent(), "no target: " + result);
        }
        backend(result);
        if (expected.has("forwarded")) {
            forwarded(result);
        }
        if (expected.has("redirect")) {
            redirect(result);
        }
        response(result);
        mirrors();
        tls(result);
    }

    private void expect(boolean right, String message) {
        if (!right) {
            wrong.add(message);
        }
    }

    private int status(Result result) {
        boolean late = sent.path("path").asString("").contains("delay=1s") && ConformanceRequests.timesOut(evaluation, Duration.ofSeconds(1));
        return switch (result) {
            case Result.Relayed _, Result.Passed _ -> late ? 504 : 200;
            case Result.Answered answered -> answered.status();
            case Result.Closed _, Result.NoListener _, Result.NoTarget _, Result.NotModelled _, Result.NoRequest _ -> -1;
        };
    }

    private void grpc(Result result) {
        String code = switch (result) {
            case Result.Relayed _ -> "OK";
            case Result.Answered answered when answered.grpcStatus().isPresent() -> answered.grpcStatus().getAsInt() == 12 ? "Unimplemented" : "" + answered.grpcStatus().getAsInt();
            default -> result.toString();
        };
        expect(code.equals(expected.path("grpc_code").asString()), "gRPC " + code + ", expected " + expected.path("grpc_code"));
    }

    private void backend(Result result) {
        Optional<Pod> pod = ConformanceRequests.target(result).flatMap(target -> cluster.podAt(target.ip().toString()));
        String workload = expected.path("backend_workload").asString("");
        String namespace = expected.path("backend_namespace").asString("");
        expect(workload.isEmpty() || pod.filter(each -> ConformanceRequests.workload(each).equals(workload)).isPresent(), "expected " + workload + ", found " + pod.map(Pod::key) + " " + result);
        expect(namespace.isEmpty() || pod.filter(each -> each.key().namespace().equals(namespace)).isPresent(), "expected namespace " + namespace + ", found " + pod.map(Pod::key));
        String service = expected.path("backend_service").asString("");
        expect(service.isEmpty() || group(result).filter(group -> group.name().contains("/" + service + ":")).isPresent(), "expected Service " + service + ", found " + result);
    }

    private static Optional<TargetGroup> group(Result result) {
        return switch (result) {
            case Result.Relayed relayed -> Optional.of(relayed.group());
            case Result.Passed passed -> Optional.of(passed.group());
            case Result.Answered _, Result.Closed _, Result.NoListener _, Result.NoTarget _, Result.NotModelled _, Result.NoRequest _ -> Optional.empty();
        };
    }

    private void forwarded(Result result) {
        if (!(result instanceof Result.Relayed relayed)) {
            expect(result instanceof Result.Passed, "not forwarded: " + result);
            return;
        }
        if (relayed.request().isEmpty()) {
            return; // inside TLS that goes through: nobody changes it
        }
        JsonNode wanted = expected.path("forwarded");
        HttpRequest request = relayed.request().get();
        expect(request.method().equals(wanted.path("method").asString()), "method " + request);
        expect(request.target().equals(wanted.path("path").asString()), "path " + request + ", expected " + wanted.path("path"));
        expect(!wanted.has("host") || request.authority().equals(wanted.path("host").asString()), "host " + request + ", expected " + wanted.path("host"));
        wanted.path("headers").properties().forEach(header -> expect(request.headers().joined(header.getKey()).map(ConformanceAnswer::tight)
                .filter(tight(header.getValue().asString())::equals).isPresent(), "header " + header + ", found " + request.headers().joined(header.getKey())));
        wanted.path("absent_headers").forEach(name -> expect(request.headers().joined(name.asString()).isEmpty(), "header " + name));
        String sni = wanted.path("backend_sni").asString("");
        expect(sni.isEmpty() || relayed.group().tls().filter(tls -> tls.hostname().equals(sni)).isPresent(), "SNI to the backend: " + relayed.group().tls());
        expect(!wanted.path("client_cert_presented").asBoolean(false) || relayed.group().tls().flatMap(TargetGroup.BackendTls::clientCertificate).isPresent(), "no client certificate");
    }

    private static String tight(String value) {
        return value.replace(", ", ",");
    }

    private void redirect(Result result) {
        if (!(result instanceof Result.Answered answered)) {
            wrong.add("no redirect: " + result);
            return;
        }
        URI location = URI.create(answered.headers().joined("Location").orElse(""));
        JsonNode wanted = expected.path("redirect");
        expect(!wanted.has("host") || wanted.path("host").asString().equals(location.getHost()), "redirect to host of " + location + ", expected " + wanted);
        expect(!wanted.has("scheme") || wanted.path("scheme").asString().equals(location.getScheme()), "redirect to scheme of " + location + ", expected " + wanted);
        expect(!wanted.has("path") || wanted.path("path").asString().equals(location.getPath()), "redirect to path of " + location + ", expected " + wanted);
        String standard = "https".equals(location.getScheme()) ? "443" : "80";
        String port = location.getPort() < 0 ? standard : "" + location.getPort();
        expect(port.equals(wanted.path("port").asString("").isEmpty() ? standard : wanted.path("port").asString()), "redirect to port of " + location + ", expected " + wanted);
    }

    private void response(Result result) {
        Headers headers = switch (result) {
            case Result.Answered answered -> answered.headers();
            case Result.Relayed relayed -> {
                Headers from = Headers.NONE;
                for (var header : sent.path("backend_sets_response_headers").properties()) {
                    from = from.set(header.getKey(), header.getValue().asString());
                }
                for (Filter.ResponseHeaders filter : relayed.response()) {
                    from = from.changed(filter.set(), filter.add(), filter.remove());
                }
                yield from;
            }
            default -> Headers.NONE;
        };
        expected.path("response_headers").properties().forEach(header -> expect(headers.joined(header.getKey()).map(ConformanceAnswer::tight)
                .filter(tight(header.getValue().asString())::equals).isPresent(), "response header " + header + ", found " + headers.joined(header.getKey())));
        expected.path("response_headers_one_of").properties().forEach(header -> expect(headers.joined(header.getKey()).map(ConformanceAnswer::tight)
                .filter(value -> header.getValue().valueStream().anyMatch(each -> tight(each.asString()).equals(value))).isPresent(),
                "response header " + header + ", found " + headers.joined(header.getKey())));
        expected.path("response_absent_headers").forEach(name -> expect(headers.joined(name.asString()).isEmpty(), "response header " + name + " " + headers));
    }

    private void mirrors() {
        for (JsonNode mirror : expected.path("mirrored_to")) {
            String name = mirror.path("namespace").asString() + "/" + mirror.path("workload").asString() + ":";
            expect(evaluation.steps().stream().anyMatch(step -> step instanceof EvaluationStep.Mirrored(String to) && to.startsWith(name)), "no mirror to " + name + " in "
                    + evaluation.steps());
            if (mirror.has("percent")) {
                BigFraction share = evaluation.rule().orElseThrow().rule().filters().stream().filter(Filter.Mirror.class::isInstance).map(filter -> ((Filter.Mirror) filter).share())
                        .findFirst().orElse(BigFraction.ZERO);
                expect(share.equals(BigFraction.of(mirror.path("percent").asInt(), 100)), "mirrored share " + share);
            }
        }
    }

    /** What the backend of a TCP connection sees. */
    private void tls(Result result) {
        if (!expected.has("backend_receives_tls")) {
            return;
        }
        boolean through = evaluation.listener().flatMap(dev.glassplane.loadbalancer.model.Listener::tls).filter(tls -> tls.mode() == Tls.Mode.PASSTHROUGH).isPresent();
        Optional<TargetGroup.BackendTls> again = group(result).flatMap(TargetGroup::tls);
        expect((through || again.isPresent()) == expected.path("backend_receives_tls").asBoolean(), "TLS at the backend: " + result);
        String sni = through ? incoming.tls().flatMap(Incoming.ClientTls::sni).orElse("") : again.map(TargetGroup.BackendTls::hostname).orElse("");
        expect(sni.equals(expected.path("backend_sni").asString("")), "SNI at the backend: " + sni);
    }
}
