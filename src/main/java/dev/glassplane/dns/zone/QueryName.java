package dev.glassplane.dns.zone;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.xbill.DNS.Name;

/**
 * The parts of a name below a zone of the cluster ({@code coredns/coredns: plugin/kubernetes/parse.go}), in lower case; what the name does not say is
 * empty.
 *
 * @param kind      {@code svc} or {@code pod}; empty for a name above them
 * @param namespace of the object
 * @param object    Service, or a pod's address with dashes
 * @param endpoint  label before the Service
 * @param port      port name without its underscore
 * @param protocol  protocol without its underscore
 */
record QueryName(String kind, String namespace, String object, String endpoint, String port, String protocol) {

    private static final Set<String> KINDS = Set.of("svc", "pod");
    private static final QueryName APEX = new QueryName("", "", "", "", "", "");

    /** What a name turns out to be. */
    sealed interface Parsed {}

    /** A name that could be there. */
    record Understood(QueryName name) implements Parsed {}

    /** A name that no object has. */
    record Invalid(String why) implements Parsed {}

    static Parsed parse(Name name, Name zone) {
        List<String> labels = labels(name, name.labels() - zone.labels());
        if (labels.isEmpty()) {
            return new Understood(APEX);
        }
        String kind = labels.getLast();
        if (labels.size() == 1 && KINDS.contains(kind)) {
            return new Understood(APEX);
        }
        if (!KINDS.contains(kind)) {
            return new Invalid("below " + zone + " there are only names that end in svc or pod, not in \"" + kind + "\"");
        }
        List<String> rest = labels.subList(0, labels.size() - 1).reversed();
        String namespace = rest.getFirst();
        String object = rest.size() > 1 ? rest.get(1) : "";
        return switch (rest.size()) {
            case 1, 2 -> new Understood(new QueryName(kind, namespace, object, "", "", ""));
            case 3 -> new Understood(new QueryName(kind, namespace, object, rest.get(2), "", ""));
            case 4 -> new Understood(new QueryName(kind, namespace, object, "", bare(rest.get(3)), bare(rest.get(2))));
            default -> new Invalid("a name of the cluster has at most a port, a protocol, a Service and a namespace before " + kind + "." + zone);
        };
    }

    private static List<String> labels(Name name, int count) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            labels.add(name.getLabelString(i).toLowerCase(Locale.ROOT));
        }
        return labels;
    }

    private static String bare(String label) {
        return label.startsWith("_") ? label.substring(1) : label;
    }
}
