package dev.glassplane.proxy;

import dev.glassplane.image.Recently;
import dev.glassplane.dataplane.Contribution;
import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.dataplane.NodeProgrammer;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.EndpointSlice;
import dev.glassplane.image.RecentlyOf;
import dev.glassplane.image.Service;
import dev.glassplane.net.Family;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pcollections.PMap;

/**
 * A service proxy in one mode: which work there is, what it reads, and which nodes run it. The mode itself only writes. A cause is the object
 * that asks for the work: a Service, or kube-proxy's ConfigMap for what is there without any Service. A mode that no node runs does nothing.
 *
 * @param <S> what all the mode's work reads beside Services: a value with equals, cheap to make
 */
public abstract class ModeProgrammer<S extends ModeProgrammer.Settings> implements NodeProgrammer<ObjectKey, ProxyView<S>> {

    /** The cause of what needs no Service. */
    public static final ObjectKey STANDING = ProxySettings.CONFIG_MAP;
    /** The cause of what needs no Service and differs from node to node. */
    static final ObjectKey OWN = new ObjectKey("nodes", "", "");
    private static final String SERVICES = "services";
    private static final String SLICES = "endpointslices.discovery.k8s.io";

    /** What all the work of a mode reads. */
    public interface Settings {
        /** @return kube-proxy's configuration in force */
        KubeProxyConfiguration configuration();
    }

    /** What every cause reads of an image. */
    private record Common<S>(S settings, boolean active) {}

    private final Recently<Common<S>> readings = new Recently<>();
    private final RecentlyOf<ObjectKey, List<ServiceView>> knownPorts = new RecentlyOf<>();

    /** @return the mode whose nodes this programs */
    public abstract ProxyMode mode();

    /** @return what all the work reads of the image */
    protected abstract S settings(ClusterImage image);

    /** @return what is there without any Service; depends on the settings and on {@link #standingReads} */
    protected abstract Contribution standing(S settings, NodeFacts node);

    /** @return what is there without any Service and reads of the node what {@link #ownReads} says: kept apart, so that nodes share the rest */
    protected Contribution own(S settings, NodeFacts node) {
        return Contribution.NONE;
    }

    /** @return what {@link #own} reads of the node */
    protected Object ownReads(S settings, NodeFacts node) {
        return SAME_EVERYWHERE;
    }

    /**
     * @param cause stands for one of the {@link #pieces} of a Service
     * @return what that piece puts into the node; depends on the view and on what {@link #serviceReads} reads
     */
    protected abstract Contribution service(ObjectKey cause, ProxyView.Ports<S> view, NodeFacts node);

    /** @return what {@link #standing} reads of the node */
    protected Object standingReads(S settings, NodeFacts node) {
        return SAME_EVERYWHERE;
    }

    /** @return what {@link #service} reads of the node */
    protected Object serviceReads(ObjectKey cause, ProxyView.Ports<S> view, NodeFacts node) {
        return view.readsOfNode().answer(node);
    }

    /** @return the only nodes for which {@link #serviceReads} may stand apart from their zone's, if that is known */
    protected Optional<Set<String>> serviceApart(ObjectKey cause, ProxyView.Ports<S> view) {
        return view.readsOfNode().apart();
    }

    /** @return the pieces that a Service's work is cut into */
    protected Set<ServicePiece> pieces() {
        return EnumSet.of(ServicePiece.REST);
    }

    /** @return the causes that stand for the pieces of these Services */
    protected final Set<ObjectKey> piecesOf(Collection<ObjectKey> services) {
        Set<ObjectKey> causes = new HashSet<>();
        for (ServicePiece piece : pieces()) {
            services.forEach(service -> causes.add(piece.cause(service)));
        }
        return causes;
    }

    /** @return the Service's ports in each family that it has; none if there is no such Service or no proxy serves it */
    protected final List<ServiceView> ports(ObjectKey key, ClusterImage image) {
        Service service = image.services().get(key);
        if (service == null) {
            knownPorts.forget(key);
            return List.of();
        }
        PMap<ObjectKey, EndpointSlice> slices = image.slicesOf().get(key);
        return knownPorts.of(key, () -> {
            List<ServiceView> ports = new ArrayList<>();
            for (Family family : Family.values()) {
                ports.addAll(ServiceView.of(service, slices == null ? List.of() : slices.values(), family));
            }
            return List.copyOf(ports);
        }, service, slices);
    }

    /** @return kube-proxy; a replacement of it says its own name */
    @Override
    public String component() {
        return "kube-proxy";
    }

    @Override
    public boolean runsOn(NodeFacts node, ClusterImage image) {
        return ProxyModes.of(node.node(), ProxySettings.of(image).configuration().mode(), ClusterNetwork.of(image)) == mode();
    }

    @Override
    public Object common(ClusterImage image) {
        return read(image);
    }

    private Common<S> read(ClusterImage image) {
        return readings.of(() -> {
            boolean active = ProxyModes.active(image, ProxySettings.of(image).configuration().mode()).contains(mode());
            return new Common<>(active ? settings(image) : null, active);
        }, image);
    }

    @Override
    public Set<ObjectKey> causes(ClusterImage image) {
        if (!read(image).active()) {
            knownPorts.clear();
            return Set.of();
        }
        Set<ObjectKey> causes = piecesOf(image.services().keySet());
        causes.add(STANDING);
        causes.add(OWN);
        return causes;
    }

    @Override
    public Set<ObjectKey> affected(ClusterDelta delta, ClusterImage image) {
        if (delta.full() || !read(image).active()) {
            return causes(image);
        }
        return piecesOf(services(delta, image));
    }

    /** @return the Services that the delta touches */
    protected static Set<ObjectKey> services(ClusterDelta delta, ClusterImage image) {
        Set<ObjectKey> services = new HashSet<>();
        for (ObjectKey key : delta.touched()) {
            if (key.resource().equals(SERVICES)) {
                services.add(key);
            } else if (key.resource().equals(SLICES)) {
                EndpointSlice slice = image.slices().get(key);
                if (slice != null && !slice.service().isEmpty()) {
                    services.add(new ObjectKey(SERVICES, key.namespace(), slice.service()));
                }
            }
        }
        return services;
    }

    @Override
    public Optional<ProxyView<S>> view(ObjectKey cause, ClusterImage image) {
        Common<S> common = read(image);
        if (!common.active()) {
            return Optional.empty();
        }
        if (cause.equals(STANDING)) {
            return Optional.of(new ProxyView.Standing<>(common.settings()));
        }
        if (cause.equals(OWN)) {
            return Optional.of(new ProxyView.Own<>(common.settings()));
        }
        List<ServiceView> ports = ports(ServicePiece.service(cause), image);
        ServicePiece piece = ServicePiece.of(cause);
        if (piece == ServicePiece.NODE_PORTS && ports.stream().allMatch(port -> port.nodePort() == 0 && port.healthCheckNodePort() == 0)) {
            return Optional.empty();
        }
        return ports.isEmpty() ? Optional.empty() : Optional.of(new ProxyView.Ports<>(common.settings(), ports,
                ServiceReads.of(common.settings().configuration(), ports, piece == ServicePiece.LOCAL_ENDPOINTS)));
    }

    @Override
    public Optional<Set<String>> only(ObjectKey cause, ProxyView<S> view) {
        return view instanceof ProxyView.Ports<S> ports && ServicePiece.of(cause) == ServicePiece.LOCAL_ENDPOINTS
                ? Optional.of(ports.readsOfNode().names()) : Optional.empty();
    }

    @Override
    public Optional<Set<String>> apart(ObjectKey cause, ProxyView<S> view) {
        return view instanceof ProxyView.Ports<S> ports ? serviceApart(cause, ports) : Optional.empty();
    }

    @Override
    public final Object reads(ObjectKey cause, ProxyView<S> view, NodeFacts node) {
        return switch (view) {
            case ProxyView.Standing<S> standing -> standingReads(standing.settings(), node);
            case ProxyView.Own<S> own -> ownReads(own.settings(), node);
            case ProxyView.Ports<S> ports -> serviceReads(cause, ports, node);
        };
    }

    @Override
    public final Contribution program(ObjectKey cause, ProxyView<S> view, NodeFacts node) {
        return switch (view) {
            case ProxyView.Standing<S> standing -> standing(standing.settings(), node);
            case ProxyView.Own<S> own -> own(own.settings(), node);
            case ProxyView.Ports<S> ports -> service(cause, ports, node);
        };
    }
}
