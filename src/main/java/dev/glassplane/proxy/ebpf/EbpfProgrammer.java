package dev.glassplane.proxy.ebpf;

import dev.glassplane.dataplane.Contribution;
import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import dev.glassplane.image.RecentlyOf;
import dev.glassplane.image.Service;
import dev.glassplane.linux.bpf.BackendState;
import dev.glassplane.linux.bpf.Identity;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.proxy.EndpointView;
import dev.glassplane.proxy.ModeProgrammer;
import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.proxy.ProxySettings;
import dev.glassplane.proxy.ProxyView;
import dev.glassplane.proxy.ServicePiece;
import dev.glassplane.proxy.ServiceReads;
import dev.glassplane.proxy.ServiceView;
import dev.glassplane.proxy.ebpf.EbpfContext.Facts;
import dev.glassplane.proxy.ebpf.EbpfContext.Part;
import dev.glassplane.proxy.ebpf.EbpfContext.Reads;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.AwsNodeSettings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The Cilium agent as a replacement of kube-proxy, chained behind the VPC CNI. Work is cut so that nodes share what is equal on them: a Service's
 * node ports on a node's own address are a cause of their own, and each node's addresses are one.
 */
public final class EbpfProgrammer extends ModeProgrammer<EbpfContext> {

    static final String COMPONENT = "cilium";

    /** Kernel settings that the agent writes and that decide about packets ({@code cilium/cilium: pkg/datapath/loader/base.go}). */
    private static final Map<String, String> SYSCTLS = Map.of("net.ipv4.conf.all.rp_filter", "0");

    /** Beside {@link #STANDING}: what a node knows of itself. */
    private static final ObjectKey OWN_ADDRESSES = CiliumSettings.CONFIG_MAP;
    private static final String SERVICES = "services";
    private static final String NODES = "nodes";

    private final IdBook book = new IdBook((service, image) ->
            claims(served(service.key(), image, settings(image)), facts(service, image, settings(image).cilium())));
    private final RecentlyOf<ObjectKey, Facts> knownFacts = new RecentlyOf<>();

    @Override
    public ProxyMode mode() {
        return ProxyMode.EBPF;
    }

    @Override
    public String component() {
        return COMPONENT;
    }

    @Override
    protected EbpfContext settings(ClusterImage image) {
        AwsNodeSettings aws = AwsNodeSettings.of(image);
        return new EbpfContext(ProxySettings.of(image).configuration(), CiliumSettings.of(image).configuration(),
                new EbpfContext.Devices(aws.vethPrefix(), aws.mtu()), new Part.Agent());
    }

    @Override
    public Set<ObjectKey> causes(ClusterImage image) {
        Set<ObjectKey> causes = new HashSet<>(super.causes(image));
        if (!causes.isEmpty()) {
            book.of(image, settings(image).cilium().families()); // Found now, by all processors: views of several causes, asked at once, would wait for it.
            causes.addAll(image.nodes().keySet());
            causes.add(OWN_ADDRESSES);
        }
        return causes;
    }

    @Override
    protected Set<ServicePiece> pieces() {
        return EnumSet.of(ServicePiece.REST, ServicePiece.NODE_PORTS);
    }

    @Override
    public Set<ObjectKey> affected(ClusterDelta delta, ClusterImage image) {
        Set<ObjectKey> affected = super.affected(delta, image);
        if (delta.full() || affected.contains(STANDING)) {
            return causes(image);
        }
        if (!isActive(image)) {
            return affected;
        }
        Optional<Set<ObjectKey>> moved = book.moved(delta, image, settings(image).cilium().families());
        if (moved.isEmpty()) {
            return causes(image);
        }
        Set<ObjectKey> causes = new HashSet<>(affected);
        causes.addAll(piecesOf(moved.get()));
        delta.touched().stream().filter(key -> key.resource().equals(NODES)).forEach(causes::add);
        return causes;
    }

    private boolean isActive(ClusterImage image) {
        return super.view(STANDING, image).isPresent();
    }

    @Override
    public Optional<ProxyView<EbpfContext>> view(ObjectKey cause, ClusterImage image) {
        if (cause.resource().startsWith(SERVICES)) {
            return ofService(ServicePiece.service(cause), image, ServicePiece.of(cause) == ServicePiece.NODE_PORTS);
        }
        return switch (cause.resource()) {
            case NODES -> super.view(STANDING, image).flatMap(view -> Optional.ofNullable(image.nodes().get(cause))
                    .map(node -> new ProxyView.Standing<>(view.settings().with(new Part.OfNode(addresses(node))))));
            default -> super.view(STANDING, image).map(view -> new ProxyView.Standing<>(
                    view.settings().with(cause.equals(OWN_ADDRESSES) ? new Part.OwnAddresses() : new Part.Agent())));
        };
    }

    private static List<Ip> addresses(Node node) {
        List<Ip> all = new ArrayList<>(node.internalIps());
        all.addAll(node.externalIps());
        return all;
    }

    private Optional<ProxyView<EbpfContext>> ofService(ObjectKey key, ClusterImage image, boolean onNode) {
        Service service = image.services().get(key);
        if (service == null || !isActive(image)) {
            knownFacts.forget(key);
            return Optional.empty();
        }
        EbpfContext context = settings(image);
        List<ServiceView> ports = served(key, image, context);
        Facts facts = facts(service, image, context.cilium());
        List<Frontend> frontends = Frontend.of(ports, facts, onNode);
        if (frontends.isEmpty()) {
            return Optional.empty();
        }
        Reads reads = reads(frontends, ports, facts);
        OwnIds ids = book.of(image, context.cilium().families()).of(key);
        return Optional.of(new ProxyView.Ports<>(context.with(onNode ? new Part.OnNode(facts, ids, reads) : new Part.Shared(facts, ids, reads)), ports,
                ServiceReads.of(context.configuration(), ports)));
    }

    private static Reads reads(List<Frontend> frontends, List<ServiceView> ports, Facts facts) {
        List<EndpointView> endpoints = ports.stream().flatMap(port -> port.endpoints().stream()).toList();
        boolean local = frontends.stream().anyMatch(Frontend::local);
        Set<String> names = local ? endpoints.stream().map(EndpointView::nodeName).collect(Collectors.toSet()) : Set.of();
        return new Reads(names, local, facts.topology() && endpoints.stream().anyMatch(endpoint -> !endpoint.hintZones().isEmpty()));
    }

    private Facts facts(Service service, ClusterImage image, CiliumConfiguration cilium) {
        return knownFacts.of(service.key(), () -> ServiceFacts.of(service, image, cilium), image.object(service.key()).orElse(null), service,
                cilium);
    }

    /** The ports in the families that the agent serves. */
    private List<ServiceView> served(ObjectKey service, ClusterImage image, EbpfContext context) {
        List<ServiceView> ports = ports(service, image);
        return ports.stream().allMatch(port -> context.cilium().families().contains(port.family())) ? ports
                : ports.stream().filter(port -> context.cilium().families().contains(port.family())).toList();
    }

    private static Claims claims(List<ServiceView> ports, Facts facts) {
        List<Frontend> frontends = new ArrayList<>(Frontend.of(ports, facts, false));
        frontends.addAll(Frontend.of(ports, facts, true));
        Set<FrontendId> ids = new HashSet<>();
        Map<BackendId, BackendState> backends = new HashMap<>();
        for (Frontend frontend : frontends) {
            ids.add(frontend.id());
            for (EndpointView endpoint : frontend.port().endpoints()) {
                backends.putIfAbsent(Backends.id(endpoint, frontend.port()), Backends.state(endpoint));
            }
        }
        return new Claims(ids, backends);
    }

    @Override
    protected Object standingReads(EbpfContext settings, NodeFacts node) {
        return settings.part() instanceof Part.OwnAddresses ? node.addresses() : SAME_EVERYWHERE;
    }

    @Override
    protected Contribution standing(EbpfContext settings, NodeFacts node) {
        AgentEntries entries = new AgentEntries(settings.cilium());
        return switch (settings.part()) {
            case Part.Agent _ -> Contribution.NONE.withEntries(entries.agent(settings.devices())).withSysctls(SYSCTLS);
            case Part.OwnAddresses _ -> Contribution.NONE.withEntries(
                    entries.identities(node.addresses(), Identity.HOST, Origin.of(COMPONENT, "addresses of the node")));
            case Part.OfNode ofNode -> Contribution.NONE.withEntries(
                    entries.identities(ofNode.addresses(), Identity.REMOTE_NODE, Origin.of(COMPONENT, "addresses of nodes")));
            case Part.Shared _, Part.OnNode _ -> throw new IllegalStateException("a Service's part stands alone");
        };
    }

    /**
     * What a Service's entries read of a node.
     *
     * @param name      the node's name if it runs an endpoint and some frontend has local backends only
     * @param zone      its zone if hints count
     * @param addresses where its node ports answer
     */
    private record Answer(String name, String zone, List<Ip> addresses) {}

    @Override
    protected Object serviceReads(ObjectKey cause, ProxyView.Ports<EbpfContext> view, NodeFacts node) {
        return switch (view.settings().part()) {
            case Part.Shared shared -> shared.reads().local() || shared.reads().zone() ? answer(shared.reads(), List.of(), node) : SAME_EVERYWHERE;
            case Part.OnNode onNode -> answer(onNode.reads(), nodePortAddresses(view.settings().cilium(), node), node);
            case Part.Agent _, Part.OwnAddresses _, Part.OfNode _ -> throw new IllegalStateException("not a Service's part");
        };
    }

    @Override
    protected Optional<Set<String>> serviceApart(ObjectKey cause, ProxyView.Ports<EbpfContext> view) {
        return view.settings().part() instanceof Part.Shared shared ? Optional.of(shared.reads().names()) : Optional.empty();
    }

    private static Answer answer(Reads reads, List<Ip> addresses, NodeFacts node) {
        return new Answer(reads.names().contains(node.name()) ? node.name() : "", reads.zone() ? node.node().zone() : "", addresses);
    }

    /** The first address of each family on the native device, where {@code nodeport-addresses} has it. */
    private static List<Ip> nodePortAddresses(CiliumConfiguration cilium, NodeFacts node) {
        List<Ip> addresses = new ArrayList<>();
        for (Family family : Family.values()) {
            node.primary(family).filter(ip -> cilium.nodePortAddresses().isEmpty()
                    || cilium.nodePortAddresses().stream().anyMatch(cidr -> cidr.contains(ip))).ifPresent(addresses::add);
        }
        return addresses;
    }

    @Override
    protected Contribution service(ObjectKey service, ProxyView.Ports<EbpfContext> view, NodeFacts node) {
        CiliumConfiguration cilium = view.settings().cilium();
        return Contribution.NONE.withEntries(switch (view.settings().part()) {
            case Part.Shared(Facts facts, OwnIds ids, _) -> {
                ServiceEntries entries = new ServiceEntries(cilium, facts, ids, node);
                Frontend.of(view.ports(), facts, false).forEach(frontend -> entries.write(frontend, frontend.id().address().ip()));
                yield entries.entries();
            }
            case Part.OnNode(Facts facts, OwnIds ids, _) -> {
                ServiceEntries entries = new ServiceEntries(cilium, facts, ids, node);
                for (Ip address : nodePortAddresses(cilium, node)) {
                    Frontend.of(view.ports(), facts, true).stream().filter(frontend -> frontend.port().family() == address.family())
                            .forEach(frontend -> entries.write(frontend, address));
                }
                yield entries.entries();
            }
            case Part.Agent _, Part.OwnAddresses _, Part.OfNode _ -> throw new IllegalStateException("not a Service's part");
        });
    }
}
