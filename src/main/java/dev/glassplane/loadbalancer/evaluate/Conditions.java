package dev.glassplane.loadbalancer.evaluate;

import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.TextPattern;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether a condition holds, and if not, why not. */
final class Conditions {

    private Conditions() {}

    /** @return what was found instead, for people; empty if the condition holds */
    static Optional<String> broken(Condition condition, Incoming incoming, HttpRequest request) {
        return switch (condition) {
            case Condition.Host(var hosts) -> unless(hosts.stream().anyMatch(host -> Patterns.fits(host, request.host())),
                    () -> "host " + quoted(request.host()) + " is not " + either(hosts));
            case Condition.Sni(var hosts) -> sni(hosts, incoming);
            case Condition.Path(var paths) -> unless(paths.stream().anyMatch(path -> Patterns.fits(path, request.path())),
                    () -> "path " + request.path() + " is not " + paths.stream().map(Words::path).collect(Collectors.joining(" or ")));
            case Condition.Header header -> header(header, request);
            case Condition.Query(var anyOf) -> unless(anyOf.stream().anyMatch(wanted -> parameter(wanted, request)),
                    () -> "query " + quoted(request.query()) + " has no " + anyOf.stream().map(Words::parameter).collect(Collectors.joining(" or ")));
            case Condition.Method(var methods) -> unless(methods.contains(request.method()),
                    () -> "method " + request.method() + " is not " + String.join(" or ", methods));
            case Condition.SourceIp(var cidrs) -> unless(cidrs.stream().anyMatch(cidr -> cidr.contains(incoming.first().source())),
                    () -> "source " + incoming.first().source() + " is not in " + either(cidrs));
            case Condition.Grpc grpc -> grpc(grpc, request);
            case Condition.Unmodelled(var what, var limit) -> throw new NotModelledException(what, limit);
        };
    }

    /** @return as {@link #broken}, for a connection without a request */
    static Optional<String> sni(List<dev.glassplane.loadbalancer.model.HostPattern> hosts, Incoming incoming) {
        String name = incoming.tls().flatMap(Incoming.ClientTls::sni).orElse("");
        return unless(hosts.stream().anyMatch(host -> Patterns.fits(host, name)), () -> "server name " + quoted(name) + " is not " + either(hosts));
    }

    private static Optional<String> header(Condition.Header header, HttpRequest request) {
        List<String> values = header.name().equalsIgnoreCase("host") ? List.of(request.authority()) : request.headers().all(header.name());
        if (values.isEmpty()) {
            return Optional.of("there is no header " + header.name());
        }
        List<String> asked = header.each() ? values : List.of(String.join(",", values));
        boolean holds = asked.stream().anyMatch(value -> header.values().stream().anyMatch(pattern -> Patterns.fits(pattern, value)));
        return unless(holds, () -> "header " + header.name() + " is " + quoted(String.join(",", values)) + ", not "
                + header.values().stream().map(Words::text).collect(Collectors.joining(" or ")));
    }

    private static boolean parameter(Condition.Query.Parameter wanted, HttpRequest request) {
        List<HttpRequest.Parameter> named = request.parameters().stream()
                .filter(found -> wanted.name().isEmpty() || Patterns.fits(wanted.name().get(), found.name())).toList();
        return (wanted.first() ? named.stream().limit(1) : named.stream()).anyMatch(found -> Patterns.fits(wanted.value(), found.value()));
    }

    /** The path of a call is {@code /package.Service/Method}. */
    private static Optional<String> grpc(Condition.Grpc grpc, HttpRequest request) {
        int slash = request.path().lastIndexOf('/');
        String service = slash > 0 ? request.path().substring(1, slash) : "";
        String method = slash > 0 ? request.path().substring(slash + 1) : "";
        boolean call = slash > 0 && request.method().equals("POST");
        return unless(call && fits(grpc.service(), service) && fits(grpc.method(), method), () -> request + " is not the call "
                + grpc.service().map(Words::text).orElse("*") + "/" + grpc.method().map(Words::text).orElse("*"));
    }

    private static boolean fits(Optional<TextPattern> pattern, String value) {
        return pattern.isEmpty() || Patterns.fits(pattern.get(), value);
    }

    private static Optional<String> unless(boolean holds, java.util.function.Supplier<String> sentence) {
        return holds ? Optional.empty() : Optional.of(sentence.get());
    }

    private static String either(List<?> all) {
        return all.stream().map(Object::toString).collect(Collectors.joining(" or "));
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
