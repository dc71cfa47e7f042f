package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.loadbalancer.gateway.Certificates.Found;
import dev.glassplane.loadbalancer.model.Tls;
import dev.glassplane.loadbalancer.proxy.ProxyAddress;
import dev.glassplane.loadbalancer.proxy.ProxyNames;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Judges Gateways with their ListenerSets. Source: {@code apis/v1/gateway_types.go}, {@code apis/v1/listenerset_types.go}. */
final class GatewayStates {

    private static final Set<String> ADDRESS_TYPES = Set.of("IPAddress", "Hostname");

    private final ClusterImage image;
    private final Grants grants;
    private final Certificates certificates;

    GatewayStates(ClusterImage image, Grants grants, Certificates certificates) {
        this.image = image;
        this.grants = grants;
        this.certificates = certificates;
    }

    /** @param sets that name the Gateway, in any order */
    GatewayState judge(GatewaySpec gateway, List<GatewaySpec> sets) {
        List<GatewaySpec> sorted = sets.stream().sorted(Comparator.comparing((GatewaySpec set) -> GatewayApi.created(set.object()))
                .thenComparing(set -> set.key().qualifiedName())).toList();
        JsonNode allowed = gateway.spec().path("allowedListeners").path("namespaces");
        Set<GatewaySpec> admitted = new HashSet<>(sorted.stream()
                .filter(set -> GatewaySpec.admits(allowed, "None", gateway.key().namespace(), set.key().namespace(), image)).toList());
        List<ListenerSpec> own = ListenerSpec.of(gateway.key(), gateway.spec());
        List<ListenerSpec> more = sorted.stream().filter(admitted::contains).flatMap(set -> ListenerSpec.of(set.key(), set.spec()).stream()).toList();
        List<ListenerState> all = new ListenerStates(image, grants, certificates, gateway.key().namespace(), gateway.spec()).judge(own, more);
        List<ListenerState> listeners = all.subList(0, own.size());
        Optional<Finding> refused = refusal(gateway, listeners);
        List<ListenerSetState> setStates = sorted.stream().map(set -> !admitted.contains(set)
                ? ListenerSetState.refused(set, "NotAllowed", "Gateway " + gateway.key().qualifiedName() + " takes ListenerSets of namespaces " + GatewayApi.text(allowed, "from", "None"),
                        List.of())
                : set(gateway, set, refused.isPresent(), all.stream().filter(each -> each.spec().owner().equals(set.key())).toList())).toList();
        Certificate client = clientCertificate(gateway);
        String className = gateway.spec().path("gatewayClassName").asString("");
        ObjectKey service = GatewayApi.service(gateway.key().namespace(), ProxyNames.of(gateway.key().name(), className));
        List<ProxyAddress> addresses = refused.isPresent() ? List.of() : ProxyAddress.of(image, service);
        List<Finding> findings = new ArrayList<>();
        findings.add(refused.orElseGet(() -> accepted(listeners)));
        findings.add(programmed(gateway, refused, addresses, service));
        findings.add(client.problem().orElseGet(() -> resolved(listeners)));
        if (ListenerStates.insecure(gateway.spec())) {
            findings.add(new Finding("InsecureFrontendValidationMode", true, "ConfigurationChanged", "clients without a valid certificate are let in (AllowInsecureFallback)"));
        }
        return new GatewayState(gateway, className, listeners, setStates, refused.isEmpty(), findings, addresses, client.reference());
    }

    private static Optional<Finding> refusal(GatewaySpec gateway, List<ListenerState> listeners) {
        JsonNode parameters = gateway.spec().path("infrastructure").path("parametersRef");
        if (!parameters.isMissingNode()) {
            return Optional.of(Finding.bad(Finding.ACCEPTED, "InvalidParameters", "infrastructure.parametersRef names a " + parameters.path("kind").asString("") + " of group "
                    + parameters.path("group").asString("") + ", the gateway has no parameters"));
        }
        Optional<String> odd = gateway.spec().path("addresses").valueStream().map(address -> GatewayApi.text(address, "type", "IPAddress"))
                .filter(type -> !ADDRESS_TYPES.contains(type)).findFirst();
        if (odd.isPresent()) {
            return Optional.of(Finding.bad(Finding.ACCEPTED, "UnsupportedAddress", "addresses of type " + odd.get() + " are not supported, only IPAddress and Hostname are"));
        }
        return listeners.stream().anyMatch(ListenerState::programmed) ? Optional.empty()
                : Optional.of(Finding.bad(Finding.ACCEPTED, "ListenersNotValid", "no listener is valid: " + invalid(listeners)));
    }

    private static Finding accepted(List<ListenerState> listeners) {
        return listeners.stream().allMatch(ListenerState::programmed) ? Finding.good(Finding.ACCEPTED, "the Gateway is accepted")
                : new Finding(Finding.ACCEPTED, true, "ListenersNotValid", "some listeners are not valid: " + invalid(listeners));
    }

    private static String invalid(List<ListenerState> listeners) {
        return String.join(", ", listeners.stream().filter(each -> !each.programmed()).map(each -> each.spec().name()).toList());
    }

    private static Finding resolved(List<ListenerState> listeners) {
        List<String> not = listeners.stream().filter(each -> !each.resolved()).map(each -> each.spec().name()).toList();
        return not.isEmpty() ? Finding.good(Finding.RESOLVED_REFS, "all references are resolved")
                : Finding.bad(Finding.RESOLVED_REFS, "ListenersNotResolved", "references of these listeners are not resolved: " + String.join(", ", not));
    }

    private Finding programmed(GatewaySpec gateway, Optional<Finding> refused, List<ProxyAddress> addresses, ObjectKey service) {
        if (refused.isPresent()) {
            return Finding.bad(Finding.PROGRAMMED, "Invalid", "the Gateway is not accepted: " + refused.get().message());
        }
        Optional<String> asked = gateway.spec().path("addresses").valueStream().map(address -> address.path("value").asString("")).filter(value -> !value.isEmpty())
                .filter(value -> addresses.stream().noneMatch(address -> address.value().equals(value))).findFirst();
        if (asked.isPresent()) {
            return Finding.bad(Finding.PROGRAMMED, "AddressNotUsable", "the gateway cannot have the address " + asked.get() + " (limit: gateway-addresses)");
        }
        if (addresses.isEmpty()) {
            return Finding.bad(Finding.PROGRAMMED, "AddressNotAssigned", "Service " + service.qualifiedName() + " has no address yet");
        }
        if (ProxyAddress.pods(image, service).isEmpty()) {
            return Finding.bad(Finding.PROGRAMMED, "NoResources", "no pod of Deployment " + service.qualifiedName() + " is ready");
        }
        return Finding.good(Finding.PROGRAMMED, "the listeners take traffic at " + String.join(", ", addresses.stream().map(ProxyAddress::value).toList()));
    }

    private record Certificate(Optional<String> reference, Optional<Finding> problem) {}

    private Certificate clientCertificate(GatewaySpec gateway) {
        JsonNode reference = gateway.spec().path("tls").path("backend").path("clientCertificateRef");
        if (reference.isMissingNode()) {
            return new Certificate(Optional.empty(), Optional.empty());
        }
        return switch (certificates.secret(image, grants, "Gateway", gateway.key().namespace(), reference, "InvalidClientCertificateRef")) {
            case Found.Value<Tls.Certificate>(var certificate) -> new Certificate(Optional.of(certificate.reference()), Optional.empty());
            case Found.Not<Tls.Certificate>(var reason, var message) -> new Certificate(Optional.empty(), Optional.of(Finding.bad(Finding.RESOLVED_REFS, reason, message)));
        };
    }

    private static ListenerSetState set(GatewaySpec gateway, GatewaySpec set, boolean parentRefused, List<ListenerState> listeners) {
        if (parentRefused) {
            return ListenerSetState.refused(set, "ParentNotAccepted", "Gateway " + gateway.key().qualifiedName() + " is not accepted", listeners);
        }
        List<ListenerState> bad = listeners.stream().filter(each -> !each.programmed()).toList();
        if (bad.size() == listeners.size()) {
            return ListenerSetState.refused(set, "ListenersNotValid", "no listener is valid: " + invalid(listeners), listeners);
        }
        Finding accepted = bad.isEmpty() ? Finding.good(Finding.ACCEPTED, "the ListenerSet is accepted")
                : new Finding(Finding.ACCEPTED, true, "ListenersNotValid", "some listeners are not valid: " + invalid(listeners));
        return new ListenerSetState(set, List.of(accepted, Finding.good(Finding.PROGRAMMED, "the listeners take traffic")), listeners);
    }

    /** @return ListenerSets by the Gateway that they name */
    static java.util.Map<ObjectKey, List<GatewaySpec>> setsByParent(ClusterImage image) {
        return Stream.of(image).flatMap(of -> of.all(GatewayApi.LISTENER_SETS).values().stream()).map(GatewaySpec::of)
                .collect(java.util.stream.Collectors.groupingBy(GatewaySpec::parent));
    }
}
