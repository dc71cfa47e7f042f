package dev.glassplane.policy.endpoints;

import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.policy.model.PolicyPort;
import dev.glassplane.policy.model.PolicyPort.Which;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which ports of a Service an egress rule about its pods opens: the listening port whose targetPort is the rule's
 * ({@code aws/amazon-network-policy-controller-k8s: pkg/resolvers/endpoints.go}). The end of a range is kept as written, though the range then begins
 * at the Service's port.
 *
 * @param service with a ClusterIP
 * @param pods    of its namespace
 */
record ServicePorts(Service service, List<Pod> pods) {

    /** @return ports to open, none for all; empty if the Service stays closed */
    Optional<List<ResolvedPort>> open(List<PolicyPort> ports) {
        List<ResolvedPort> open = new ArrayList<>();
        for (PolicyPort port : ports) {
            switch (port.which()) {
                case Which.All _ -> open.add(new ResolvedPort(port.protocol(), OptionalInt.empty(), OptionalInt.empty()));
                case Which.Named named -> listening(port, named.name(), OptionalInt.empty()).ifPresent(number ->
                        open.add(new ResolvedPort(port.protocol(), OptionalInt.of(number), OptionalInt.empty())));
                case Which.Numbers range -> listening(port, Integer.toString(range.from()), OptionalInt.of(range.from()))
                        .filter(number -> !elsewhere(number, port, ports))
                        .ifPresent(number -> open.add(new ResolvedPort(port.protocol(), OptionalInt.of(number), range.end())));
            }
        }
        return open.isEmpty() && !ports.isEmpty() ? Optional.empty() : Optional.of(open);
    }

    /** @param number set if the rule names a number */
    private Optional<Integer> listening(PolicyPort port, String target, OptionalInt number) {
        Optional<Integer> direct = service.ports().stream().filter(of -> of.protocol() == port.protocol() && of.targetPort().equals(target))
                .map(Service.Port::port).findFirst();
        return direct.or(() -> backends().flatMap(pod -> byContainer(pod, port, target, number).stream()).findFirst());
    }

    private java.util.stream.Stream<Pod> backends() {
        return pods.stream().filter(pod -> service.selector().entrySet().stream().allMatch(want -> want.getValue().equals(pod.labels().get(want.getKey()))));
    }

    /** The Service may call the container's port by its name where the rule has the number, or the other way round. */
    private Optional<Integer> byContainer(Pod pod, PolicyPort port, String target, OptionalInt number) {
        Optional<Pod.ContainerPort> container = pod.containerPorts().stream().filter(of -> of.protocol() == port.protocol()
                && (number.isPresent() ? of.port() == number.getAsInt() : of.name().equals(target))).findFirst();
        if (container.isEmpty()) {
            return Optional.empty();
        }
        return service.ports().stream().filter(of -> of.protocol() == port.protocol()
                && (of.targetPort().equals(container.get().name()) || of.targetPort().equals(Integer.toString(container.get().port()))))
                .map(Service.Port::port).findFirst();
    }

    /** A named targetPort can mean a container port that the rule does not open: then the Service's port stays closed. */
    private boolean elsewhere(int listening, PolicyPort port, List<PolicyPort> ports) {
        Optional<String> name = service.ports().stream().filter(of -> of.port() == listening && of.protocol() == port.protocol()
                && !of.targetPort().chars().allMatch(Character::isDigit)).map(Service.Port::targetPort).findFirst();
        return name.isPresent() && backends().flatMap(pod -> pod.containerPorts().stream()).filter(of -> of.name().equals(name.get()))
                .anyMatch(of -> ports.stream().noneMatch(each -> !(each.which() instanceof Which.Named)
                        && each.matches(of.protocol(), of.port(), Optional.empty())));
    }
}
