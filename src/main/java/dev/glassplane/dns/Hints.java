package dev.glassplane.dns;

import dev.glassplane.dns.message.Response;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Service;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.xbill.DNS.Name;

/** What somebody may have meant whose name was not found. */
final class Hints {

    private static final int NAMED_MAX = 5;
    private static final int LABELS_OF_SERVICE = 3;

    private Hints() {}

    static Resolution added(Resolution missed, ClusterImage image, Asker asker) {
        Set<String> hints = new LinkedHashSet<>();
        meant(missed).ifPresent(hints::add);
        elsewhere(missed.asked(), image, asker).forEach(hints::add);
        return new Resolution(missed.asked(), missed.conf(), missed.queries(), missed.result(), missed.addresses(), missed.canonical(), missed.sentence(),
                List.copyOf(hints));
    }

    /** Of the candidates only the one that makes a Service's name of what was asked says why it is none: SERVICE.NAMESPACE.svc.ZONE. */
    private static Optional<String> meant(Resolution missed) {
        return missed.queries().stream().filter(query -> query.name().labels() > LABELS_OF_SERVICE && query.name().getLabelString(2).equalsIgnoreCase("svc"))
                .filter(query -> query.response() instanceof Response.Reply reply && reply.by().equals("kubernetes")).map(query -> query.response().why()).findFirst();
    }

    /** Services with one of the name's first two labels in another namespace. */
    private static List<String> elsewhere(Name asked, ClusterImage image, Asker asker) {
        String first = asked.labels() == 0 ? "" : asked.getLabelString(0).toLowerCase(Locale.ROOT);
        List<Service> named = image.services().values().stream().filter(service -> service.key().name().equals(first)).toList();
        List<String> hints = new ArrayList<>();
        String own = asker instanceof Asker.OfPod of ? of.pod().key().namespace() : "";
        Set<String> namespaces = named.stream().map(service -> service.key().namespace()).filter(namespace -> !namespace.equals(own)).sorted()
                .limit(NAMED_MAX).collect(Collectors.toCollection(LinkedHashSet::new));
        if (!namespaces.isEmpty()) {
            hints.add("Service " + first + " exists in namespace " + String.join(", ", namespaces) + ": ask for "
                    + namespaces.stream().map(namespace -> first + "." + namespace).collect(Collectors.joining(" or ")));
        }
        return hints;
    }
}
