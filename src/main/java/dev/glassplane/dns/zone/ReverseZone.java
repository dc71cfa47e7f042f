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
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;

/** Names of addresses ({@code coredns/coredns: plugin/kubernetes/reverse.go, ns.go}). */
final class ReverseZone {

    private static final Name V4 = Name.fromConstantString("in-addr.arpa.");
    private static final Name V6 = Name.fromConstantString("ip6.arpa.");

    private final KubernetesSettings settings;
    private final ClusterImage image;
    private final ReverseIndex reverse;
    private final Finder finder;

    ReverseZone(KubernetesSettings settings, ClusterImage image, ReverseIndex reverse, Finder finder) {
        this.settings = settings;
        this.image = image;
        this.reverse = reverse;
        this.finder = finder;
    }

    boolean isReverse(Name zone) {
        return zone.subdomain(V4) || zone.subdomain(V6);
    }

    /** The Service whose ClusterIP it is; else one name for every Service that has the address among its ready endpoints. */
    List<Name> names(Ip ip) {
        Service service = reverse.service(image, ip);
        if (service != null && shown(service.key().namespace())) {
            return List.of(serviceName(service.key(), settings.primary()));
        }
        List<Name> names = new ArrayList<>();
        for (EndpointSlice slice : settings.noEndpoints() ? List.<EndpointSlice>of() : reverse.slices(image, ip)) {
            if (!slice.service().isEmpty() && shown(slice.key().namespace())) {
                Name parent = serviceName(new ObjectKey("services", slice.key().namespace(), slice.service()), settings.primary());
                slice.endpoints().stream().filter(EndpointSlice.Endpoint::ready).filter(endpoint -> endpoint.addresses().contains(ip))
                        .forEach(endpoint -> names.add(Records.below(finder.label(endpoint, ip), parent)));
            }
        }
        return names;
    }

    private boolean shown(String namespace) {
        return settings.namespaces().isEmpty() || finder.shown(namespace);
    }

    private static Name serviceName(ObjectKey service, Name zone) {
        return Records.below(service.name() + "." + service.namespace() + ".svc", zone);
    }

    /** The Services that lead to the first CoreDNS pod, with their addresses; the pod itself if there is none. */
    List<Item> nameServers(Name zone) {
        Optional<Pod> server = image.pods().values().stream().filter(pod -> pod.key().namespace().equals("kube-system")
                && "kube-dns".equals(pod.labels().get("k8s-app")) && !pod.ips().isEmpty()).min(Comparator.comparing(Pod::key));
        List<Item> items = new ArrayList<>();
        List<Ip> own = server.map(Pod::ips).orElse(List.of());
        for (Ip ip : own) {
            for (EndpointSlice slice : reverse.slices(image, ip)) {
                image.service(slice.key().namespace(), slice.service()).ifPresent(service -> items.addAll(addresses(service, slice, zone)));
            }
        }
        if (items.isEmpty()) {
            Name fallback = Records.below("ns.dns", zone);
            own.forEach(ip -> items.add(Item.of(ip, 0, fallback)));
        }
        return items.stream().distinct().toList();
    }

    private List<Item> addresses(Service service, EndpointSlice slice, Name zone) {
        Name name = serviceName(service.key(), zone);
        if (!service.headless()) {
            return service.clusterIps().stream().map(ip -> Item.of(ip, 0, name)).toList();
        }
        return slice.endpoints().stream().filter(EndpointSlice.Endpoint::ready).flatMap(endpoint -> endpoint.addresses().stream()
                .map(ip -> Item.of(ip, 0, Records.below(finder.label(endpoint, ip), name)))).toList();
    }
}
