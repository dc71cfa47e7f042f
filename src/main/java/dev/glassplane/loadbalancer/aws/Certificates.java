package dev.glassplane.loadbalancer.aws;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.Tls;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Certificates of AWS Certificate Manager: those that objects of kind Certificate declare.
 *
 * @param issued names of each, by ARN
 * @param known  as {@code issued}, whatever their status
 */
public record Certificates(Map<String, Set<String>> issued, Map<String, Set<String>> known) {

    /** Resource in object keys. */
    public static final String RESOURCE = "certificates.acm.services.k8s.aws";

    /** @return those that the image shows */
    public static Certificates of(ClusterImage image) {
        Map<String, Set<String>> issued = new TreeMap<>();
        Map<String, Set<String>> known = new TreeMap<>();
        for (Stored stored : image.all(RESOURCE).values()) {
            JsonNode status = stored.object().path("status");
            String arn = status.path("ackResourceMetadata").path("arn").stringValue("");
            if (!arn.isEmpty()) {
                Set<String> names = names(stored.object().path("spec"));
                known.put(arn, names);
                if (status.path("status").stringValue("").equals("ISSUED")) {
                    issued.put(arn, names);
                }
            }
        }
        return new Certificates(issued, known);
    }

    private static Set<String> names(JsonNode spec) {
        Set<String> names = new TreeSet<>();
        names.add(spec.path("domainName").stringValue(""));
        spec.path("subjectAlternativeNames").forEach(name -> names.add(name.stringValue("")));
        names.remove("");
        return names;
    }

    /**
     * Finds the certificate of each host ({@code pkg/ingress/cert_discovery.go}).
     *
     * @return ARNs, sorted
     * @throws BuildFailure if a host has none, or several
     */
    public List<String> discover(SortedSet<String> hosts) {
        SortedSet<String> found = new TreeSet<>();
        for (String host : hosts) {
            List<String> fitting = new ArrayList<>();
            issued.forEach((arn, names) -> {
                if (names.stream().anyMatch(name -> covers(name, host))) {
                    fitting.add(arn);
                }
            });
            if (fitting.size() > 1) {
                throw new BuildFailure("multiple certificates found for host: " + host + ", certARNs: [" + String.join(" ", fitting) + "]");
            }
            if (fitting.isEmpty()) {
                throw new BuildFailure("no certificate found for host: " + host);
            }
            found.addAll(fitting);
        }
        return List.copyOf(found);
    }

    /** A star stands for one label. */
    private static boolean covers(String name, String host) {
        if (!name.startsWith("*.")) {
            return name.equals(host);
        }
        int dot = host.indexOf('.');
        return dot >= 0 && host.substring(dot).equals(name.substring(1));
    }

    /** @return the certificate with what is known of it */
    public Tls.Certificate certificate(String arn) {
        return new Tls.Certificate(arn, known.getOrDefault(arn, Set.of()).stream().<HostPattern>map(name -> name.startsWith("*.")
                ? new HostPattern.OneLabel(name.substring(2)) : new HostPattern.Exact(name)).toList());
    }
}
