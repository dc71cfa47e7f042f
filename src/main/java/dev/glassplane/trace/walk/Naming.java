package dev.glassplane.trace.walk;

import dev.glassplane.dns.Asker;
import dev.glassplane.dns.ClusterNames;
import dev.glassplane.dns.Resolution;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;
import dev.glassplane.net.Ip;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.request.From;
import dev.glassplane.trace.request.RequestException;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Looks a name up as its sender would. */
final class Naming {

    private final From from;
    private final Network network;
    private final Lookup lookup;

    Naming(From from, Network network, Lookup lookup) {
        this.from = from;
        this.network = network;
        this.lookup = lookup;
    }

    /** @return the resolver's way to addresses of the families that the sender has */
    Resolution resolve(String host) {
        ClusterImage image = network.dataplane().image();
        Asker asker = asker();
        Name name = ClusterNames.name(host).orElseThrow(() -> RequestException.invalid("to", "a host name", host));
        Resolution resolution = network.names().resolve(image, network.fabric(), asker, name, types(asker));
        if (resolution.queries().isEmpty()) {
            throw Resolver.notPossible("to", "a sender whose resolver has a nameserver", "the resolv.conf of " + from + " names none");
        }
        return resolution;
    }

    private Asker asker() {
        return switch (from) {
            case From.PodSource pod -> new Asker.OfPod(lookup.pod("from", pod.namespace(), pod.name()));
            case From.NodeSource node -> new Asker.OfNode(lookup.node("from", node.name()));
            case From.External _ -> new Asker.Outside();
            case From.Address address -> {
                Optional<Pod> pod = network.directory().podAt(address.ip());
                Optional<Node> node = network.directory().nodeAt(address.ip());
                yield pod.<Asker>map(Asker.OfPod::new).or(() -> node.map(Asker.OfNode::new)).orElseGet(Asker.Outside::new);
            }
            case From.AtNode at -> throw Resolver.notPossible("to", "an address, since nobody knows what resolver asks for a packet from {ip, node}", at.toString());
        };
    }

    /** A client asks for the families that it has addresses of (AI_ADDRCONFIG); one that answers in both is used by IPv6 (RFC 6724). */
    private List<Integer> types(Asker asker) {
        return switch (asker) {
            case Asker.OfPod of -> {
                boolean six = !of.pod().ips().isEmpty() && of.pod().ips().stream().noneMatch(Ip::isV4);
                yield !six ? List.of(Type.A) : reachesIpv4(of.pod()) ? List.of(Type.A, Type.AAAA) : List.of(Type.AAAA);
            }
            case Asker.OfNode of -> !of.node().internalIps().isEmpty() && of.node().internalIps().stream().noneMatch(Ip::isV4) ? List.of(Type.A, Type.AAAA) : List.of(Type.A);
            case Asker.Outside _ -> List.of(Type.A);
        };
    }

    private boolean reachesIpv4(Pod pod) {
        return network.node(pod.nodeName()).flatMap(state -> Optional.ofNullable(state.pods().get(pod.key())))
                .filter(namespace -> namespace.host().routing().addresses().stream().anyMatch(address -> address.ip().isV4())).isPresent();
    }
}
