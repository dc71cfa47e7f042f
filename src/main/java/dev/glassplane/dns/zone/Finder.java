package dev.glassplane.dns.zone;

import dev.glassplane.dns.corefile.KubernetesSettings;
import dev.glassplane.dns.message.Records;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.EndpointSlice;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.xbill.DNS.Name;

/** Finds what a name stands for among Services, endpoints and pods ({@code coredns/coredns: plugin/kubernetes/kubernetes.go}). */
final class Finder {

    private static final int NAMED_MAX = 5;
    private static final int LABEL_MAX = 63;

    private final KubernetesSettings settings;
    private final ClusterImage image;
    private final ReverseIndex reverse;

    Finder(KubernetesSettings settings, ClusterImage image, ReverseIndex reverse) {
        this.settings = settings;
        this.image = image;
        this.reverse = reverse;
    }

    /** @param zone as the question spells it; names that come out of it end in it */
    Found find(QueryName query, Name zone) {
        if (query.kind().isEmpty()) {
            return new Found.Nothing("the name is above those of Services and pods");
        }
        if (!shown(query.namespace())) {
            return new Found.NoName(settings.namespaces().isEmpty() || settings.namespaces().contains(query.namespace())
                    ? "there is no namespace \"" + query.namespace() + "\""
                    : "the Corefile shows the namespaces " + settings.namespaces().stream().sorted().toList() + " only");
        }
        if (query.kind().equals("pod") && settings.pods() == KubernetesSettings.PodMode.disabled) {
            return new Found.NoName("the Corefile says pods disabled");
        }
        if (query.object().isEmpty()) {
            return new Found.Nothing("namespace " + query.namespace() + " has no records of its own");
        }
        return query.kind().equals("pod") ? pod(query, zone) : service(query, zone);
    }

    /** Every name of a namespace that a Service gives, in the order of the Services: its own, its ports', its endpoints'. */
    List<Name> names(String namespace) {
        List<Name> names = new ArrayList<>();
        image.services().values().stream().filter(service -> service.key().namespace().equals(namespace)).sorted(Comparator.comparing(Service::key)).forEach(service -> {
            Name own = Records.below(service.key().name() + "." + namespace + ".svc", settings.primary());
            names.add(own);
            if (!service.type().equals("ExternalName")) {
                service.ports().stream().filter(port -> !port.name().isEmpty())
                        .forEach(port -> names.add(Records.below("_" + port.name() + "._" + port.protocol().name().toLowerCase(Locale.ROOT), own)));
                endpoints(service, "").map(address -> Records.below(address.label(), own)).forEach(names::add);
            }
        });
        return names.stream().distinct().toList();
    }

    boolean shown(String namespace) {
        return (settings.namespaces().isEmpty() || settings.namespaces().contains(namespace))
                && image.object(new ObjectKey("namespaces", "", namespace)).isPresent();
    }

    private Found pod(QueryName query, Name zone) {
        String text = query.object();
        boolean v4 = text.chars().filter(c -> c == '-').count() == 3 && !text.contains("--");
        Optional<Ip> ip = Ip.tryParse(text.replace('-', v4 ? '.' : ':'));
        if (ip.isEmpty()) {
            return new Found.NoName("\"" + text + "\" is not an address written with dashes");
        }
        if (settings.pods() == KubernetesSettings.PodMode.verified) {
            List<Pod> holders = reverse.pods(image, ip.get()).stream().filter(pod -> pod.key().namespace().equals(query.namespace()))
                    .filter(pod -> !pod.finished() && !pod.phase().equals("Unknown")).toList();
            if (holders.isEmpty()) {
                return new Found.NoName("the Corefile says pods verified, and no pod of namespace " + query.namespace() + " has the address " + ip.get());
            }
        }
        Name name = Records.below(query.object() + "." + query.namespace() + ".pod", zone);
        return new Found.Items(List.of(Item.of(ip.get(), 0, name)), "the address in the name (pods " + settings.pods() + ")");
    }

    private Found service(QueryName query, Name zone) {
        Optional<Service> found = image.service(query.namespace(), query.object());
        if (found.isEmpty()) {
            return new Found.NoName("namespace " + query.namespace() + " has no Service \"" + query.object() + "\"");
        }
        Service service = found.get();
        Name name = Records.below(service.key().name() + "." + service.key().namespace() + ".svc", zone);
        boolean external = service.type().equals("ExternalName");
        if (settings.ignoreEmpty() && !external && !service.headless() && endpoints(service, "").findAny().isEmpty()) {
            return new Found.NoName(words(service) + " has no ready endpoint, and the Corefile says ignore empty_service");
        }
        if (external) {
            return external(service, query, name);
        }
        return service.headless() || !query.endpoint().isEmpty() ? endpoints(service, query, name) : clusterIps(service, query, name);
    }

    private static Found external(Service service, QueryName query, Name name) {
        if (!query.endpoint().isEmpty()) {
            return new Found.NoName(words(service) + " is of type ExternalName: it has no endpoints");
        }
        Optional<Name> alias = Ip.tryParse(service.externalName()).isPresent() ? Optional.empty() : Records.absolute(service.externalName());
        return alias.<Found>map(target -> new Found.Items(List.of(new Item(Optional.empty(), alias, 0, name)), words(service) + ", externalName"))
                .orElseGet(() -> new Found.NoName(words(service) + " has externalName \"" + service.externalName() + "\", which is an address or no name at all"));
    }

    private static Found clusterIps(Service service, QueryName query, Name name) {
        List<Item> items = new ArrayList<>();
        boolean matched = false;
        for (Port port : ports(service)) {
            if (port.matches(query)) {
                matched = true;
                service.clusterIps().forEach(ip -> items.add(Item.of(ip, port.number(), name)));
            }
        }
        return matched ? new Found.Items(items, words(service) + ", clusterIP") : new Found.NoName(noPort(service, query, ports(service)));
    }

    private static List<Port> ports(Service service) {
        return service.ports().isEmpty() ? List.of(Port.NONE)
                : service.ports().stream().map(port -> new Port(port.name(), port.protocol().name(), port.port())).toList();
    }

    private static List<Port> ports(EndpointSlice slice) {
        return slice.ports().isEmpty() ? List.of(Port.NONE)
                : slice.ports().stream().map(port -> new Port(port.name(), port.protocol().name(), port.port())).toList();
    }

    /** A ready address of a Service. */
    private record Address(EndpointSlice slice, String label, Ip ip) {}

    private java.util.stream.Stream<Address> endpoints(Service service, String label) {
        return (settings.noEndpoints() ? List.<EndpointSlice>of() : ReverseIndex.slicesOf(image, service.key())).stream()
                .flatMap(slice -> slice.endpoints().stream().filter(EndpointSlice.Endpoint::ready)
                        .flatMap(endpoint -> endpoint.addresses().stream().map(ip -> new Address(slice, label(endpoint, ip), ip))))
                .filter(address -> label.isEmpty() || address.label().equalsIgnoreCase(label));
    }

    /** Hostname, else the pod's name where the Corefile asks for it, else the address with dashes. */
    String label(EndpointSlice.Endpoint endpoint, Ip ip) {
        Optional<String> pod = endpoint.target().map(target -> target.substring(target.indexOf('/') + 1))
                .filter(name -> settings.endpointPodNames() && name.length() <= LABEL_MAX);
        return !endpoint.hostname().isEmpty() ? endpoint.hostname() : pod.orElseGet(() -> ip.toString().replace('.', '-').replace(':', '-'));
    }

    private Found endpoints(Service service, QueryName query, Name name) {
        List<Address> addresses = endpoints(service, query.endpoint()).toList();
        if (addresses.isEmpty()) {
            return new Found.NoName(noEndpoint(service, query));
        }
        List<Item> items = new ArrayList<>();
        for (Address address : addresses) {
            Name own = Records.below(address.label(), name);
            ports(address.slice()).stream().filter(port -> port.matches(query)).forEach(port -> items.add(Item.of(address.ip(), port.number(), own)));
        }
        if (items.isEmpty()) {
            return new Found.NoName(noPort(service, query, addresses.stream().flatMap(address -> ports(address.slice()).stream()).distinct().toList()));
        }
        return new Found.Items(items, query.endpoint().isEmpty() ? "the ready endpoints of headless " + words(service) : "an endpoint of " + words(service));
    }

    private String noEndpoint(Service service, QueryName query) {
        Set<String> ready = endpoints(service, "").map(Address::label).limit(NAMED_MAX).collect(Collectors.toCollection(LinkedHashSet::new));
        if (!ready.isEmpty()) {
            return "no ready endpoint of " + words(service) + " goes by \"" + query.endpoint() + "\"; there is " + String.join(", ", ready);
        }
        if (settings.noEndpoints()) {
            return "the Corefile says noendpoints";
        }
        long waiting = ReverseIndex.slicesOf(image, service.key()).stream().flatMap(slice -> slice.endpoints().stream()).count();
        return (service.headless() ? "headless " : "") + words(service) + " has no ready endpoint" + (waiting == 0 ? "" : " (" + waiting + " not ready)");
    }

    private static String noPort(Service service, QueryName query, List<Port> ports) {
        return words(service) + " has no port \"" + query.port() + "\" over \"" + query.protocol() + "\"; it has "
                + ports.stream().filter(port -> !port.equals(Port.NONE)).map(Port::words).collect(Collectors.joining(", "));
    }

    static String words(Service service) {
        return "Service " + service.key().qualifiedName();
    }

    /** A port of a Service or slice. */
    private record Port(String name, String protocol, int number) {

        /** Of what has no ports. */
        static final Port NONE = new Port("", "", Item.NO_PORT);

        boolean matches(QueryName query) {
            return (query.port().isEmpty() || query.port().equalsIgnoreCase(name)) && (query.protocol().isEmpty() || query.protocol().equalsIgnoreCase(protocol));
        }

        String words() {
            return (name.isEmpty() ? Integer.toString(number) : name) + "/" + protocol;
        }
    }
}
