package dev.glassplane.linux.bpf.program;

import dev.glassplane.linux.bpf.DatapathSettings;
import dev.glassplane.linux.bpf.Identity;
import dev.glassplane.linux.bpf.L4;
import dev.glassplane.linux.bpf.LoadBalancerMaps;
import dev.glassplane.linux.bpf.Scope;
import dev.glassplane.linux.bpf.ServiceFlag;
import dev.glassplane.linux.bpf.ServiceKey;
import dev.glassplane.linux.bpf.ServiceText;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import java.util.Optional;

/** Finds the frontend that a destination belongs to. */
final class Frontends {

    private Frontends() {}

    /** From outside: the scope for them, then the entry that stands for the address's other ports. */
    static Optional<Frontend> fromOutside(Run run) {
        IpPort to = destination(run);
        return find(run, ServiceKey.master(to, L4.of(run.packet().protocol()), Scope.EXTERNAL)).or(() -> find(run, ServiceKey.wildcard(to.ip())));
    }

    /** From pods and nodes: the scope for them if there are two. */
    static Optional<Frontend> fromInside(Run run, IpPort to) {
        Optional<Frontend> external = find(run, ServiceKey.master(to, L4.of(run.packet().protocol()), Scope.EXTERNAL));
        boolean switches = external.filter(frontend -> frontend.has(ServiceFlag.TWO_SCOPES)).isPresent();
        return switches ? find(run, external.get().key().withScope(Scope.INTERNAL)) : external;
    }

    /** A node port of this node at the socket hooks, or of another one: it is the same everywhere, so that it can be served here. */
    static Optional<Frontend> anyNode(Run run, boolean ownNode, boolean loopback) {
        DatapathSettings.NodePort nodePort = run.settings().nodePort();
        IpPort to = destination(run);
        if (to.port() < nodePort.from() || to.port() > nodePort.to()) {
            return Optional.empty();
        }
        boolean anyway = loopback && to.ip().isLoopback();
        Identity identity = anyway ? Identity.HOST : run.identity(to.ip());
        boolean node = anyway || identity.equals(Identity.REMOTE_NODE) || ownNode && identity.equals(Identity.HOST);
        return node ? fromInside(run, new IpPort(unspecified(to.ip()), to.port())).filter(frontend -> frontend.has(ServiceFlag.NODE_PORT))
                : Optional.empty();
    }

    private static Ip unspecified(Ip like) {
        return new Ip(like.family(), 0, 0);
    }

    private static Optional<Frontend> find(Run run, ServiceKey key) {
        return run.look(LoadBalancerMaps.services(run.family()), key, key.toString(), ServiceText::value).map(Frontend::of);
    }

    static IpPort destination(Run run) {
        return new IpPort(run.packet().destination(), run.packet().destinationPort());
    }
}
