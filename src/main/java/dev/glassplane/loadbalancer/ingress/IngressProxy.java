package dev.glassplane.loadbalancer.ingress;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.loadbalancer.proxy.ProxyNames;
import dev.glassplane.loadbalancer.proxy.ProxyPorts;
import dev.glassplane.loadbalancer.proxy.ProxyRequest;
import dev.glassplane.net.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a class asks of its proxy. */
final class IngressProxy {

    static final int HTTP = 80;
    static final int HTTPS = 443;
    private static final String CLASS_LABEL = "glassplane.dev/ingress-class";
    private static final String OF_LOAD_BALANCERS = "service.beta.kubernetes.io/";

    private IngressProxy() {}

    /** @return what the pods listen on, by the port that clients use; 443 only with TLS */
    static Map<Integer, Integer> ports(ProxyClass proxyClass) {
        return ProxyPorts.bound(proxyClass.tls() ? List.of(HTTP, HTTPS) : List.of(HTTP));
    }

    /** Annotations of the class about load balancers go to the Service; {@code glassplane.dev/service-type} chooses its type. */
    static ProxyRequest of(ProxyClass proxyClass, ClusterImage image) {
        Map<String, String> annotations = new TreeMap<>();
        proxyClass.object().path("metadata").path("annotations").properties().stream().filter(each -> each.getKey().startsWith(OF_LOAD_BALANCERS))
                .forEach(each -> annotations.put(each.getKey(), each.getValue().stringValue("")));
        ProxyRequest.Front front = ProxyRequest.Front.of(image, proxyClass.object().path("metadata").path("annotations").path(ProxyRequest.Front.TYPE_ANNOTATION).stringValue(""));
        List<ProxyRequest.Port> ports = ports(proxyClass).entrySet().stream().map(each -> new ProxyRequest.Port(each.getKey(), each.getValue(), Protocol.TCP)).toList();
        return new ProxyRequest(ProxyClass.NAMESPACE, proxyClass.service().name(), Map.of(CLASS_LABEL, ProxyNames.label(proxyClass.name())), Map.of(), annotations, front,
                ports, Optional.of(new ProxyRequest.Owner("networking.k8s.io/v1", "IngressClass", proxyClass.name(),
                        proxyClass.object().path("metadata").path("uid").stringValue(""))));
    }
}
