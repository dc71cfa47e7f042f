package dev.glassplane.trace.device;

import dev.glassplane.image.Pod;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.device.Carried.Forward;
import dev.glassplane.trace.device.Carried.Next;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.Step;
import java.util.List;
import java.util.Optional;

/** Pods that are proxies: they end connections and open new ones, from their own address. */
final class ProxyPods {

    private ProxyPods() {}

    /**
     * @param here where packets that the pod sends start
     * @return what becomes of a packet that a proxy's socket has; empty if the pod is none, or nothing of it listens there
     */
    static Optional<Next> take(Packet packet, Pod pod, DeviceRef device, Place here, List<Step> steps, Journey journey) {
        List<LoadBalancer> proxies = journey.network().balancers().servedBy(pod.key());
        if (proxies.isEmpty()) {
            return Optional.empty();
        }
        Optional<Splice> known = journey.answering() ? journey.conversation().ofAnswer(packet) : journey.conversation().ofIncoming(packet);
        if (known.isPresent()) {
            steps.add(new Step.Received(packet, "the connection's socket"));
            return Optional.of(new Forward(here, journey.answering() ? known.get().in().reply() : known.get().out()));
        }
        if (journey.answering() || !pod.phase().equals("Running")) {
            return Optional.empty();
        }
        Optional<LoadBalancer> bound = proxies.stream().filter(each -> each.listeners().stream()
                .anyMatch(listener -> listener.boundPort() == packet.destinationPort() && listener.protocol().takes(packet.protocol()))).findFirst();
        return bound.map(balancer -> {
            steps.add(new Step.Received(packet, "the proxy of " + balancer.sources().stream().findFirst().map(source -> source.object()).orElse(balancer.name())));
            return new Balancing(balancer, Optional.empty(), device, here, journey, steps).take(packet, pod.ips());
        });
    }
}
