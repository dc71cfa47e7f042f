package dev.glassplane.loadbalancer.ingress;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Recently;
import dev.glassplane.loadbalancer.LoadBalancerSource;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Front;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.ListenerProtocol;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Provider;
import dev.glassplane.loadbalancer.model.Rule;
import dev.glassplane.loadbalancer.model.Scheme;
import dev.glassplane.loadbalancer.model.State;
import dev.glassplane.loadbalancer.proxy.ProxyAddress;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Proxies of in-cluster IngressClasses, each as one load balancer. */
@Component
@Order(40)
public final class IngressProxySource implements LoadBalancerSource {

    private final Recently<Asked> answers = new Recently<>();

    @Override
    public Asked ask(ClusterImage image) {
        return answers.of(() -> answer(image), image.all(ProxyClass.CLASSES), image.all(ProxyClass.INGRESSES), image.all("secrets"), image.services(), image.slices());
    }

    private static Asked answer(ClusterImage image) {
        List<LoadBalancer> found = ProxyClass.all(image).stream().map(each -> balancer(each, image)).toList();
        return found.isEmpty() ? Asked.NOTHING : new Asked(found, List.of());
    }

    private static LoadBalancer balancer(ProxyClass proxyClass, ClusterImage image) {
        IngressRules rules = new IngressRules(image);
        List<Rule> all = rules.of(proxyClass);
        List<Listener> listeners = new ArrayList<>();
        IngressProxy.ports(proxyClass).forEach((port, bound) -> {
            boolean tls = port == IngressProxy.HTTPS;
            listeners.add(new Listener(tls ? "https" : "http", port, bound, tls ? ListenerProtocol.HTTPS : ListenerProtocol.HTTP, HostPattern.ANY,
                    tls ? Optional.of(IngressCertificates.of(proxyClass, image)) : Optional.empty(), all, Listener.Hosts.MOST_SPECIFIC, Action.NOT_FOUND,
                    Optional.empty(), proxyClass.origin()));
        });
        List<Origin> sources = Stream.concat(Stream.of(proxyClass.origin()), proxyClass.ingresses().stream()
                .map(ingress -> ingress.origin("ingressClassName: " + proxyClass.name()))).toList();
        return new LoadBalancer("ingressclass:" + proxyClass.name(), Provider.PROXY, Scheme.IN_CLUSTER, State.ACTIVE, Optional.empty(), Optional.empty(),
                new Front.Pods(proxyClass.service(), ProxyAddress.pods(image, proxyClass.service())), List.of(), true, Map.of(), listeners, rules.targetGroups(), sources);
    }
}
