package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.RecentlyOf;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.Tls;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Looks up what certificate references lead to. */
final class Certificates {

    /** What a reference leads to, or the reason of the condition. */
    sealed interface Found<T> {

        record Value<T>(T value) implements Found<T> {}

        record Not<T>(String reason, String message) implements Found<T> {}
    }

    private final RecentlyOf<ObjectKey, Optional<KeyPair>> pairs = new RecentlyOf<>();
    private final RecentlyOf<ObjectKey, Boolean> authorities = new RecentlyOf<>();

    /**
     * @param kind      of the referring object, with its namespace
     * @param reference to a Secret: {@code certificateRefs[]}, {@code clientCertificateRef}
     * @param invalid   the reason for one that leads nowhere
     */
    Found<Tls.Certificate> secret(ClusterImage image, Grants grants, String kind, String namespace, JsonNode reference, String invalid) {
        String group = reference.path("group").asString("");
        String name = reference.path("name").asString("");
        String target = GatewayApi.text(reference, "namespace", namespace);
        String targetKind = GatewayApi.text(reference, "kind", "Secret");
        if (!group.isEmpty() || !targetKind.equals("Secret")) {
            return new Found.Not<>(invalid, "the certificate reference names a " + targetKind + (group.isEmpty() ? "" : " of group " + group) + ", only Secret is supported");
        }
        if (!grants.allow(kind, namespace, "", "Secret", target, name)) {
            return new Found.Not<>("RefNotPermitted", "no ReferenceGrant in namespace " + target + " lets a " + kind + " of namespace " + namespace + " refer to Secret "
                    + name);
        }
        Optional<Stored> stored = image.object(new ObjectKey(GatewayApi.SECRETS, target, name));
        if (stored.isEmpty()) {
            return new Found.Not<>(invalid, "Secret " + target + "/" + name + " does not exist");
        }
        return pair(stored.get()).<Found<Tls.Certificate>>map(pair -> new Found.Value<>(certificate(target + "/" + name, pair)))
                .orElseGet(() -> new Found.Not<>(invalid, "Secret " + target + "/" + name + " has no certificate and key in PEM under tls.crt and tls.key"));
    }

    /** @return the certificate and key in a Secret, empty if there are none */
    Optional<KeyPair> pair(Stored secret) {
        return pairs.of(secret.key(), () -> KeyPair.read(secret.object().path("data")), secret);
    }

    private static Tls.Certificate certificate(String reference, KeyPair pair) {
        Set<HostPattern> names = new LinkedHashSet<>();
        pair.dnsNames().forEach(name -> names.add(name.equals("*") ? HostPattern.ANY
                : name.startsWith("*.") ? new HostPattern.OneLabel(name.substring(2)) : new HostPattern.Exact(name)));
        return new Tls.Certificate(reference, List.copyOf(names));
    }

    /**
     * @param kind        of the referring object, with its namespace
     * @param reference   to a ConfigMap: {@code caCertificateRefs[]}
     * @param invalidKind the reason for one of another kind
     * @return {@code NAMESPACE/NAME}
     */
    Found<String> authority(ClusterImage image, Grants grants, String kind, String namespace, JsonNode reference, String invalidKind) {
        String group = reference.path("group").asString("");
        String name = reference.path("name").asString("");
        String target = GatewayApi.text(reference, "namespace", namespace);
        String targetKind = GatewayApi.text(reference, "kind", "ConfigMap");
        if (!group.isEmpty() || !targetKind.equals("ConfigMap")) {
            return new Found.Not<>(invalidKind, "the reference to an authority names a " + targetKind + (group.isEmpty() ? "" : " of group " + group)
                    + ", only ConfigMap is supported");
        }
        if (!grants.allow(kind, namespace, "", "ConfigMap", target, name)) {
            return new Found.Not<>("RefNotPermitted", "no ReferenceGrant in namespace " + target + " lets a " + kind + " of namespace " + namespace + " refer to ConfigMap "
                    + name);
        }
        Optional<Stored> stored = image.object(new ObjectKey(GatewayApi.CONFIG_MAPS, target, name));
        if (stored.isEmpty()) {
            return new Found.Not<>("InvalidCACertificateRef", "ConfigMap " + target + "/" + name + " does not exist");
        }
        boolean valid = authorities.of(stored.get().key(), () -> !Pem.certificates(stored.get().object().path("data").path("ca.crt").asString("")).isEmpty(), stored.get());
        return valid ? new Found.Value<>(target + "/" + name)
                : new Found.Not<>("InvalidCACertificateRef", "ConfigMap " + target + "/" + name + " has no certificate in PEM under ca.crt");
    }
}
