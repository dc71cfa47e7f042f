package dev.glassplane.loadbalancer.ingress;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.loadbalancer.ingress.ProxyClass.Ingress;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.Tls;
import dev.glassplane.store.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Certificates of Ingresses, from Secrets, for the hosts that {@code spec.tls} names; for every other host the proxy shows one that it signed itself. */
final class IngressCertificates {

    /** What is shown where no Secret is for the host. */
    static final Tls.Certificate SELF_SIGNED = new Tls.Certificate("the proxy's own certificate, signed by nobody", List.of());

    private IngressCertificates() {}

    static Tls of(ProxyClass proxyClass, ClusterImage image) {
        Map<String, Tls.Certificate> certificates = new LinkedHashMap<>();
        for (Ingress ingress : proxyClass.ingresses()) {
            for (JsonNode tls : ingress.spec().path("tls")) {
                String secret = tls.path("secretName").stringValue("");
                List<HostPattern> hosts = tls.path("hosts").valueStream().map(host -> IngressRules.pattern(host.stringValue(""))).toList();
                if (usable(ingress.key().namespace(), secret, image)) {
                    Tls.Certificate certificate = new Tls.Certificate(ingress.key().namespace() + "/" + secret, hosts);
                    certificates.putIfAbsent(certificate.reference() + hosts, certificate);
                }
            }
        }
        return Tls.terminate(java.util.stream.Stream.concat(java.util.stream.Stream.of(SELF_SIGNED), certificates.values().stream()).toList());
    }

    /** Whether the Secret has a certificate and its key; the API has seen to it that they are there if its type is right. */
    private static boolean usable(String namespace, String name, ClusterImage image) {
        return image.object(new ObjectKey("secrets", namespace, name)).filter(stored -> stored.object().path("type").stringValue("").equals("kubernetes.io/tls")).isPresent();
    }
}
