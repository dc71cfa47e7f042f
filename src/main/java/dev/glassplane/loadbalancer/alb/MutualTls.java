package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.aws.Annotations;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.model.Tls;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The annotation {@code mutual-authentication}.
 *
 * @param trustStores of ports whose clients must have a certificate
 */
record MutualTls(Map<Integer, String> trustStores) {

    private static final int PORT_MAX = 65_535;

    /** @throws BuildFailure if the annotation is not understood */
    static MutualTls of(Annotations annotations) {
        Optional<String> raw = annotations.text("mutual-authentication");
        Map<Integer, String> trustStores = new LinkedHashMap<>();
        if (raw.isPresent()) {
            String failure = "failed to parse mutualAuthentication configuration from ingress annotation: `" + raw.get() + "`";
            JsonNode entries = Annotations.parse(raw.get(), failure);
            if (entries.isEmpty()) {
                throw new BuildFailure("empty mutualAuthentication configuration from ingress annotation: `" + raw.get() + "`");
            }
            try {
                entries.forEach(entry -> add(entry, trustStores));
            } catch (WrongTypeException e) {
                throw new BuildFailure(failure + ": " + e.getMessage());
            }
        }
        return new MutualTls(trustStores);
    }

    private static void add(JsonNode entry, Map<Integer, String> trustStores) {
        int port = GoJson.number(entry, "port").orElse(0);
        String mode = GoJson.text(entry, "mode").orElse("");
        String store = GoJson.text(entry, "trustStore").orElse("");
        if (port < 1 || port > PORT_MAX) {
            throw new BuildFailure("listen port must be within [1, 65535]: " + port);
        }
        switch (mode) {
            case "" -> throw new BuildFailure("mutualAuthentication mode cannot be empty for port " + port);
            case "verify" -> {
                if (store.isEmpty()) {
                    throw new BuildFailure("trustStore is required when mutualAuthentication mode is verify for port " + port);
                }
                trustStores.put(port, store);
            }
            case "off", "passthrough" -> {
                if (!store.isEmpty()) {
                    throw new BuildFailure("Mutual Authentication mode " + mode + " does not support trustStore for port " + port);
                }
            }
            default -> throw new BuildFailure("mutualAuthentication mode value must be among [off, passthrough, verify] for port " + port + " : " + mode);
        }
    }

    Optional<Tls.ClientValidation> clients(int port) {
        return Optional.ofNullable(trustStores.get(port)).map(store -> new Tls.ClientValidation(true, List.of(store)));
    }
}
