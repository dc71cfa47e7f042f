package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.loadbalancer.gateway.Certificates.Found;
import dev.glassplane.loadbalancer.gateway.Conflicts.Conflict;
import dev.glassplane.loadbalancer.model.Tls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Judges the listeners of a Gateway and its ListenerSets. */
final class ListenerStates {

    private final ClusterImage image;
    private final Grants grants;
    private final Certificates certificates;
    private final String namespace;
    private final JsonNode gatewaySpec;

    /** @param namespace of the Gateway */
    ListenerStates(ClusterImage image, Grants grants, Certificates certificates, String namespace, JsonNode gatewaySpec) {
        this.image = image;
        this.grants = grants;
        this.certificates = certificates;
        this.namespace = namespace;
        this.gatewaySpec = gatewaySpec;
    }

    /** @return the states, in the same order: first the Gateway's own */
    List<ListenerState> judge(List<ListenerSpec> own, List<ListenerSpec> more) {
        Map<ListenerSpec, Conflict> conflicts = Conflicts.find(own, more);
        List<ListenerSpec> distinct = Stream.concat(own.stream(), more.stream()).filter(each -> !conflicts.containsKey(each)).toList();
        return Stream.concat(own.stream(), more.stream())
                .map(each -> judge(each, Optional.ofNullable(conflicts.get(each)), Conflicts.overlapsAnother(each, distinct))).toList();
    }

    private ListenerState judge(ListenerSpec spec, Optional<Conflict> conflict, boolean overlaps) {
        List<Finding> findings = new ArrayList<>();
        if (spec.protocol().isEmpty()) {
            String message = "protocol " + spec.json().path("protocol").asString("") + " is not supported, only HTTP, HTTPS, TLS, TCP and UDP are";
            return new ListenerState(spec, List.of(), List.of(Finding.bad(Finding.ACCEPTED, "UnsupportedProtocol", message), noConflicts(),
                    Finding.bad(Finding.PROGRAMMED, "Invalid", message), Finding.good(Finding.RESOLVED_REFS, "there is nothing to resolve")), Optional.empty());
        }
        List<RouteKind> kinds = kinds(spec);
        Optional<Finding> unresolved = kindsUnresolved(spec);
        Optional<Tls> tls = Optional.empty();
        boolean noCertificate = false;
        Optional<Finding> noAuthority = Optional.empty();
        if (spec.protocol().get().encrypted()) {
            Shown shown = spec.passthrough() ? new Shown(Tls.passthrough(), List.of()) : shown(spec);
            Clients clients = spec.word().equals("HTTPS") ? clients(spec) : Clients.NONE;
            tls = Optional.of(new Tls(shown.tls().mode(), shown.tls().certificates(), clients.validation(), ""));
            noCertificate = !spec.passthrough() && shown.tls().certificates().isEmpty();
            unresolved = unresolved.or(() -> shown.problems().stream().findFirst()).or(() -> clients.problems().stream().findFirst());
            noAuthority = clients.broken() ? Optional.of(Finding.bad(Finding.ACCEPTED, "NoValidCACertificate", "no reference to an authority is valid")) : Optional.empty();
        }
        Optional<Finding> missing = noAuthority;
        Optional<Finding> refused = conflict.map(found -> Finding.bad(Finding.ACCEPTED, found.reason(), found.message())).or(() -> missing);
        findings.add(refused.orElseGet(() -> Finding.good(Finding.ACCEPTED, "the listener is valid")));
        findings.add(conflict.map(found -> new Finding(Finding.CONFLICTED, true, found.reason(), found.message())).orElseGet(ListenerStates::noConflicts));
        findings.add(programmed(conflict, refused.isPresent() || noCertificate || kinds.isEmpty()));
        findings.add(unresolved.orElseGet(() -> Finding.good(Finding.RESOLVED_REFS, "all references are resolved")));
        if (overlaps) {
            findings.add(new Finding("OverlappingTLSConfig", true, "OverlappingHostnames", "another listener of port " + spec.port() + " has a hostname that means some names too"));
        }
        return new ListenerState(spec, kinds, findings, tls);
    }

    private static Finding noConflicts() {
        return new Finding(Finding.CONFLICTED, false, "NoConflicts", "no other listener conflicts with this one");
    }

    private static Finding programmed(Optional<Conflict> conflict, boolean invalid) {
        if (invalid) {
            return Finding.bad(Finding.PROGRAMMED, conflict.map(Conflict::reason).orElse("Invalid"), "the listener is not valid, see its other conditions");
        }
        return Finding.good(Finding.PROGRAMMED, "the listener takes traffic");
    }

    // --- kinds of routes

    private static List<RouteKind> kinds(ListenerSpec spec) {
        JsonNode wanted = spec.json().path("allowedRoutes").path("kinds");
        return wanted.isEmpty() ? spec.kindsOfProtocol() : spec.kindsOfProtocol().stream()
                .filter(kind -> wanted.valueStream().anyMatch(each -> means(each, kind))).toList();
    }

    private static Optional<Finding> kindsUnresolved(ListenerSpec spec) {
        Set<String> odd = spec.json().path("allowedRoutes").path("kinds").valueStream()
                .filter(each -> spec.kindsOfProtocol().stream().noneMatch(kind -> means(each, kind)))
                .map(each -> GatewayApi.text(each, "group", GatewayApi.GROUP) + "/" + each.path("kind").asString("")).collect(Collectors.toCollection(java.util.TreeSet::new));
        return odd.isEmpty() ? Optional.empty() : Optional.of(Finding.bad(Finding.RESOLVED_REFS, "InvalidRouteKinds", "routes of kind " + String.join(", ", odd)
                + " cannot attach to a listener of protocol " + spec.word()));
    }

    private static boolean means(JsonNode groupKind, RouteKind kind) {
        return GatewayApi.text(groupKind, "group", GatewayApi.GROUP).equals(GatewayApi.GROUP) && groupKind.path("kind").asString("").equals(kind.kind());
    }

    // --- TLS

    private record Shown(Tls tls, List<Finding> problems) {}

    private Shown shown(ListenerSpec spec) {
        List<Tls.Certificate> good = new ArrayList<>();
        List<Finding> problems = new ArrayList<>();
        for (JsonNode reference : spec.json().path("tls").path("certificateRefs")) {
            switch (certificates.secret(image, grants, spec.ownerKind(), spec.owner().namespace(), reference, "InvalidCertificateRef")) {
                case Found.Value<Tls.Certificate>(var certificate) -> good.add(certificate);
                case Found.Not<Tls.Certificate>(var reason, var message) -> problems.add(Finding.bad(Finding.RESOLVED_REFS, reason, message));
            }
        }
        if (good.isEmpty() && problems.isEmpty()) {
            problems.add(Finding.bad(Finding.RESOLVED_REFS, "InvalidCertificateRef", "the listener ends TLS and has no certificate"));
        }
        return new Shown(Tls.terminate(good), problems);
    }

    private record Clients(Optional<Tls.ClientValidation> validation, List<Finding> problems, boolean broken) {
        static final Clients NONE = new Clients(Optional.empty(), List.of(), false);
    }

    private Clients clients(ListenerSpec spec) {
        JsonNode validation = validation(gatewaySpec, spec.port());
        if (validation.isMissingNode()) {
            return Clients.NONE;
        }
        List<String> authorities = new ArrayList<>();
        List<Finding> problems = new ArrayList<>();
        for (JsonNode reference : validation.path("caCertificateRefs")) {
            switch (certificates.authority(image, grants, "Gateway", namespace, reference, "InvalidCACertificateKind")) {
                case Found.Value<String>(var authority) -> authorities.add(authority);
                case Found.Not<String>(var reason, var message) -> problems.add(Finding.bad(Finding.RESOLVED_REFS, reason, message));
            }
        }
        boolean required = !validation.path("mode").asString("").equals("AllowInsecureFallback");
        return new Clients(Optional.of(new Tls.ClientValidation(required, authorities)), problems, authorities.isEmpty());
    }

    private static JsonNode validation(JsonNode spec, int port) {
        JsonNode frontend = spec.path("tls").path("frontend");
        return frontend.path("perPort").valueStream().filter(each -> each.path("port").asInt(0) == port).findFirst()
                .map(each -> each.path("tls").path("validation")).orElseGet(() -> frontend.path("default").path("validation"));
    }

    /** @return whether some clients may come without a valid certificate although one is asked for */
    static boolean insecure(JsonNode spec) {
        JsonNode frontend = spec.path("tls").path("frontend");
        return Stream.concat(Stream.of(frontend.path("default")), frontend.path("perPort").valueStream().map(each -> each.path("tls")))
                .anyMatch(each -> each.path("validation").path("mode").asString("").equals("AllowInsecureFallback"));
    }
}
