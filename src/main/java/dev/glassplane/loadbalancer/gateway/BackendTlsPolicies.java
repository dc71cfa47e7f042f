package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Service;
import dev.glassplane.loadbalancer.gateway.Certificates.Found;
import dev.glassplane.loadbalancer.model.Backend;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * BackendTLSPolicies: which Services are spoken to by TLS. Of several for the same target the oldest wins, then the first by name. Source:
 * {@code apis/v1/backendtlspolicy_types.go}.
 */
final class BackendTlsPolicies {

    /**
     * A policy.
     *
     * @param targets   Services with the name of a port, empty for all
     * @param findings  its conditions
     * @param usable    whether connections may be made by it
     * @param tls       what it asks for
     */
    record Policy(ObjectKey key, ObjectNode object, List<Target> targets, List<Finding> findings, boolean usable, TargetGroup.BackendTls tls) {}

    record Target(ObjectKey service, String section) {}

    private final ClusterImage image;
    private final Certificates certificates;
    private final Map<ObjectKey, Policy> policies = new LinkedHashMap<>();
    private final Map<Target, Policy> byTarget = new HashMap<>();

    BackendTlsPolicies(ClusterImage image, Grants grants, Certificates certificates) {
        this.image = image;
        this.certificates = certificates;
        image.all(GatewayApi.POLICIES).values().stream().sorted(Comparator.comparing((dev.glassplane.store.Stored stored) -> GatewayApi.created(stored.object()))
                .thenComparing(stored -> stored.key().qualifiedName())).forEach(stored -> add(stored.key(), stored.object(), grants));
    }

    private void add(ObjectKey key, ObjectNode object, Grants grants) {
        List<Target> targets = object.path("spec").path("targetRefs").valueStream()
                .filter(reference -> reference.path("group").asString("").isEmpty() && reference.path("kind").asString("").equals("Service"))
                .map(reference -> new Target(GatewayApi.service(key.namespace(), reference.path("name").asString("")), reference.path("sectionName").asString(""))).toList();
        Optional<Policy> winner = targets.stream().filter(byTarget::containsKey).map(byTarget::get).findFirst();
        JsonNode validation = object.path("spec").path("validation");
        List<String> authorities = new ArrayList<>();
        List<Finding> problems = new ArrayList<>();
        for (JsonNode reference : validation.path("caCertificateRefs")) {
            switch (certificates.authority(image, grants, "BackendTLSPolicy", key.namespace(), reference, "InvalidKind")) {
                case Found.Value<String>(var authority) -> authorities.add(authority);
                case Found.Not<String>(var reason, var message) -> problems.add(Finding.bad(Finding.RESOLVED_REFS, reason, message));
            }
        }
        if (validation.path("wellKnownCACertificates").asString("").equals("System")) {
            authorities.add("System");
        }
        Finding accepted = winner.map(other -> Finding.bad(Finding.ACCEPTED, "Conflicted", "BackendTLSPolicy " + other.key().qualifiedName() + " is for the same target"))
                .orElseGet(() -> authorities.isEmpty() ? Finding.bad(Finding.ACCEPTED, "NoValidCACertificate", "no reference to an authority is valid")
                        : Finding.good(Finding.ACCEPTED, "the policy is accepted"));
        List<Finding> findings = List.of(accepted, problems.stream().findFirst().orElseGet(() -> Finding.good(Finding.RESOLVED_REFS, "all references are resolved")));
        Policy policy = new Policy(key, object, targets, findings, !authorities.isEmpty() && problems.isEmpty(),
                new TargetGroup.BackendTls(validation.path("hostname").asString(""), alternatives(validation), authorities, Optional.empty()));
        policies.put(key, policy);
        if (winner.isEmpty()) {
            targets.forEach(target -> byTarget.putIfAbsent(target, policy));
        }
    }

    private static List<String> alternatives(JsonNode validation) {
        return validation.path("subjectAltNames").valueStream()
                .map(name -> GatewayApi.text(name, name.path("type").asString("").equals("URI") ? "uri" : "hostname", "")).toList();
    }

    /** @return all of them, the winners first */
    Iterable<Policy> all() {
        return policies.values();
    }

    /** @return the one that counts for a port */
    Optional<Policy> of(Service service, Service.Port port) {
        Optional<Policy> exact = port.name().isEmpty() ? Optional.empty() : Optional.ofNullable(byTarget.get(new Target(service.key(), port.name())));
        return exact.or(() -> Optional.ofNullable(byTarget.get(new Target(service.key(), ""))));
    }

    /** @return why TLS with the backend cannot come about, if so: the policy is not valid, or the certificates that its pods have are not what it asks for */
    Optional<Backend.Broken> broken(Service service, Service.Port port) {
        Optional<Policy> policy = of(service, port);
        if (policy.isEmpty()) {
            return Optional.empty();
        }
        if (!policy.get().usable()) {
            return Optional.of(new Backend.Broken(500, "NoValidCACertificate", "BackendTLSPolicy " + policy.get().key().qualifiedName() + ": "
                    + policy.get().findings().stream().filter(finding -> !finding.holds()).findFirst().map(Finding::message).orElse("")));
        }
        return new ServedCertificates(image, certificates).mismatch(service, policy.get().tls())
                .map(why -> new Backend.Broken(503, "CertificateMismatch", "BackendTLSPolicy " + policy.get().key().qualifiedName() + ": " + why));
    }
}
