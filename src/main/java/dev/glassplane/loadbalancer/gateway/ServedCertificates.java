package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.EndpointSlice;
import dev.glassplane.image.Service;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.store.ObjectKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pcollections.HashTreePMap;
import tools.jackson.databind.JsonNode;

/**
 * The certificates that pods show: that of a Secret of type {@code kubernetes.io/tls} that a pod mounts is taken for the one it serves. Of other pods nobody
 * knows, and nothing is held against them.
 */
final class ServedCertificates {

    private final ClusterImage image;
    private final Certificates certificates;

    ServedCertificates(ClusterImage image, Certificates certificates) {
        this.image = image;
        this.certificates = certificates;
    }

    /** @return why a handshake fails, if it fails with every pod whose certificate is known */
    Optional<String> mismatch(Service service, TargetGroup.BackendTls tls) {
        List<KeyPair> served = image.slicesOf().getOrDefault(service.key(), HashTreePMap.<ObjectKey, EndpointSlice>empty()).values().stream()
                .flatMap(slice -> slice.endpoints().stream()).flatMap(endpoint -> endpoint.target().stream()).distinct().flatMap(this::served).distinct().toList();
        List<X509Certificate> authorities = authorities(tls);
        List<String> reasons = new ArrayList<>();
        for (KeyPair pair : served) {
            Optional<String> reason = mismatch(pair, tls, authorities);
            if (reason.isEmpty()) {
                return Optional.empty();
            }
            reasons.add(reason.get());
        }
        return reasons.stream().findFirst();
    }

    private Stream<KeyPair> served(String pod) {
        int slash = pod.indexOf('/');
        String namespace = pod.substring(0, slash);
        return image.object(new ObjectKey("pods", namespace, pod.substring(slash + 1))).stream()
                .flatMap(stored -> stored.object().path("spec").path("volumes").valueStream()).map(volume -> volume.path("secret").path("secretName").asString(""))
                .flatMap(name -> image.object(new ObjectKey(GatewayApi.SECRETS, namespace, name)).stream())
                .filter(secret -> secret.object().path("type").asString("").equals("kubernetes.io/tls")).flatMap(secret -> certificates.pair(secret).stream());
    }

    private List<X509Certificate> authorities(TargetGroup.BackendTls tls) {
        return tls.authorities().stream().filter(name -> name.contains("/")).flatMap(name -> {
            int slash = name.indexOf('/');
            JsonNode data = image.object(new ObjectKey(GatewayApi.CONFIG_MAPS, name.substring(0, slash), name.substring(slash + 1)))
                    .map(stored -> stored.object().path("data")).orElseThrow();
            return Pem.certificates(data.path("ca.crt").asString("")).stream();
        }).toList();
    }

    private static Optional<String> mismatch(KeyPair pair, TargetGroup.BackendTls tls, List<X509Certificate> authorities) {
        List<String> wanted = tls.alternatives().isEmpty() ? List.of(tls.hostname()) : tls.alternatives();
        if (wanted.stream().noneMatch(name -> pair.holdsFor(name) || pair.uris().contains(name))) {
            return Optional.of("the backend's certificate is for " + String.join(", ", Stream.concat(pair.dnsNames().stream(), pair.uris().stream()).toList()) + ", not for "
                    + String.join(" or ", wanted));
        }
        boolean system = tls.authorities().contains("System");
        return system || pair.signedBy(authorities) ? Optional.empty()
                : Optional.of("the backend's certificate is not signed by an authority of " + String.join(", ", tls.authorities()));
    }
}
