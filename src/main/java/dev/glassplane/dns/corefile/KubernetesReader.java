package dev.glassplane.dns.corefile;

import dev.glassplane.dns.corefile.KubernetesSettings.PodMode;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Name;

/** Reads the plugin {@code kubernetes}. */
final class KubernetesReader {

    private static final int DEFAULT_TTL = 5;
    private static final int TTL_MAX = 3600;
    private static final Name V4_REVERSE = Name.fromConstantString("in-addr.arpa.");
    private static final Name V6_REVERSE = Name.fromConstantString("ip6.arpa.");

    private PodMode pods = PodMode.disabled;
    private int ttl = DEFAULT_TTL;
    private final Set<String> namespaces = new LinkedHashSet<>();
    private boolean endpointPodNames;
    private boolean noEndpoints;
    private boolean ignoreEmpty;
    private Fallthrough fallthrough = Fallthrough.NEVER;
    private Optional<String> notModelled = Optional.empty();

    static KubernetesSettings read(Directive directive, List<Name> serverZones) {
        List<Name> zones = directive.arguments().isEmpty() ? serverZones : directive.arguments().stream().map(ServerKey::zone).toList();
        Name primary = zones.stream().filter(zone -> !isReverse(zone)).findFirst().orElseThrow(() ->
                CorefileException.of(directive.name(), "plugin/kubernetes: non-reverse zone name must be used"));
        KubernetesReader reader = new KubernetesReader();
        directive.lines().forEach(reader::option);
        return new KubernetesSettings(zones, primary, reader.pods, reader.ttl, Set.copyOf(reader.namespaces), reader.endpointPodNames,
                reader.noEndpoints, reader.ignoreEmpty, reader.fallthrough, reader.notModelled);
    }

    private static boolean isReverse(Name zone) {
        return zone.subdomain(V4_REVERSE) || zone.subdomain(V6_REVERSE);
    }

    private void option(List<Token> line) {
        Token name = line.getFirst();
        switch (name.text()) {
            case "pods" -> pods = Arrays.stream(PodMode.values()).filter(mode -> line.size() == 2 && mode.name().equals(line.get(1).text())).findFirst()
                    .orElseThrow(() -> line.size() != 2 ? CorefileException.arguments(name) : CorefileException.of(line.get(1),
                            "plugin/kubernetes: wrong value for pods: " + line.get(1).text() + ",  must be one of: disabled, verified, insecure"));
            case "ttl" -> ttl = ttl(line);
            case "namespaces" -> {
                if (line.size() < 2) {
                    throw CorefileException.arguments(name);
                }
                line.subList(1, line.size()).forEach(word -> namespaces.add(word.text()));
            }
            case "endpoint_pod_names" -> endpointPodNames = alone(line);
            case "noendpoints" -> noEndpoints = alone(line);
            case "ignore" -> {
                if (line.size() < 2 || !line.get(1).is("empty_service")) {
                    throw CorefileException.of(name, "plugin/kubernetes: unable to parse ignore value: '" + (line.size() < 2 ? "" : line.get(1).text()) + "'");
                }
                ignoreEmpty = true;
            }
            case "fallthrough" -> fallthrough = fallthrough(line);
            case "endpoint", "tls", "kubeconfig", "upstream", "resyncperiod", "apiserver_qps", "apiserver_burst", "apiserver_max_inflight",
                 "startup_timeout" -> { }
            case "labels", "namespace_labels", "multicluster", "zonal", "ptr_hostname_only" -> notModelled = Optional.of(name.text());
            default -> throw CorefileException.of(name, "plugin/kubernetes: unknown property '" + name.text() + "'");
        }
    }

    private static boolean alone(List<Token> line) {
        if (line.size() > 1) {
            throw CorefileException.arguments(line.getFirst());
        }
        return true;
    }

    private static int ttl(List<Token> line) {
        if (line.size() < 2) {
            throw CorefileException.arguments(line.getFirst());
        }
        String text = line.get(1).text();
        if (!text.matches("-?[0-9]{1,9}")) {
            throw CorefileException.of(line.get(1), "plugin/kubernetes: strconv.Atoi: parsing \"" + text + "\": invalid syntax");
        }
        int seconds = Integer.parseInt(text);
        if (seconds < 0 || seconds > TTL_MAX) {
            throw CorefileException.of(line.get(1), "plugin/kubernetes: ttl must be in range [0, 3600]: " + seconds);
        }
        return seconds;
    }

    static Fallthrough fallthrough(List<Token> line) {
        return line.size() == 1 ? Fallthrough.ALWAYS : new Fallthrough(line.subList(1, line.size()).stream().map(ServerKey::zone).toList());
    }
}
