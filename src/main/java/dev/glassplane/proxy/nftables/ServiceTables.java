package dev.glassplane.proxy.nftables;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.NftElement;
import dev.glassplane.linux.netfilter.NftKey;
import dev.glassplane.linux.netfilter.PacketField;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.Statement.Goto;
import dev.glassplane.linux.netfilter.Statement.Jump;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Protocol;
import dev.glassplane.proxy.EndpointCategories;
import dev.glassplane.proxy.LocalTraffic;
import dev.glassplane.proxy.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What leads to one Service port on one node: elements of the shared maps, and the port's own chains. */
final class ServiceTables {

    /** nft takes no longer comments. */
    private static final int COMMENT_CHARACTERS_MAX = 128;

    private final NftWriter out;
    private final NftablesContext context;
    private final ServiceView view;
    private final EndpointCategories endpoints;
    private final LocalTraffic localTraffic;
    private final boolean rangesHoldNode;
    private final NftNames names;
    private final Protocol protocol;
    private final Origin service;
    private final boolean hasInternalEndpoints;
    private final boolean hasExternalEndpoints;

    ServiceTables(NftWriter out, NftablesContext context, ServiceView view, NodeFacts node) {
        this.out = out;
        this.context = context;
        this.view = view;
        this.endpoints = view.on(node);
        this.localTraffic = context.configuration().localTraffic(node, view.family());
        this.rangesHoldNode = view.sourceRangesHold(node);
        names = new NftNames(view.name());
        protocol = view.name().protocol();
        service = new Origin(NftablesProgrammer.COMPONENT, "Service", view.name().namespace(),
                view.name().toString().substring(view.name().namespace().length() + 1), "");
        boolean anyLocal = !endpoints.local().isEmpty();
        hasInternalEndpoints = endpoints.hasEndpoints() && (!view.internalLocal() || anyLocal);
        hasExternalEndpoints = endpoints.hasEndpoints() && (!view.externalLocal() || anyLocal);
    }

    void write() {
        EndpointChains dispatch = new EndpointChains(out, view, endpoints.reachable(), names, service);
        declareChains(dispatch);
        clusterIp();
        view.externalIps().forEach(ip -> external(ip, "externalIPs: " + ip));
        view.loadBalancerVips().forEach(ip -> external(ip, "status.loadBalancer.ingress: " + ip));
        nodePort();
        if (hasInternalEndpoints) {
            masqueradeInternal();
        }
        if (usesExternalChain()) {
            externalChain();
        }
        if (usesFirewall()) {
            firewall();
        }
        dispatch.affinitySets();
        if (!endpoints.cluster().isEmpty()) {
            dispatch.choose(names.cluster(), endpoints.cluster());
        }
        if (!endpoints.local().isEmpty()) {
            dispatch.choose(names.local(), endpoints.local());
        }
        dispatch.rules();
    }

    /** In the order in which kube-proxy makes them. */
    private void declareChains(EndpointChains dispatch) {
        dispatch.declare();
        if (!endpoints.cluster().isEmpty()) {
            out.chain(names.cluster());
        }
        if (!endpoints.local().isEmpty()) {
            out.chain(names.local());
        }
        if (usesExternalChain()) {
            out.chain(names.external());
        }
        if (usesFirewall()) {
            out.chain(names.firewall());
        }
    }

    private boolean usesExternalChain() {
        return endpoints.hasEndpoints() && view.externallyAccessible();
    }

    /** Other than in mode iptables the ranges hold without endpoints, too. */
    private boolean usesFirewall() {
        return !view.loadBalancerVips().isEmpty() && !view.sourceRanges().isEmpty();
    }

    private String internalChain() {
        return view.internalLocal() ? names.local() : names.cluster();
    }

    private void clusterIp() {
        Origin origin = service.because("clusterIP: " + view.clusterIp());
        out.element(NftNames.CLUSTER_IPS, NftKey.of(view.clusterIp()), NftElement.MEMBER,
                new Origin(origin.component(), origin.kind(), origin.namespace(), view.name().service(), origin.reason()));
        if (hasInternalEndpoints) {
            out.element(NftNames.SERVICE_IPS, key(view.clusterIp()), NftElement.of(new Goto(internalChain())), origin);
        } else {
            refuse(NftNames.NO_ENDPOINT_SERVICES, key(view.clusterIp()), "internalTrafficPolicy: Local");
        }
    }

    private void external(Ip ip, String reason) {
        if (endpoints.hasEndpoints()) {
            out.element(NftNames.SERVICE_IPS, key(ip), NftElement.of(new Goto(names.external())), service.because(reason));
        }
        if (!hasExternalEndpoints) {
            refuse(NftNames.NO_ENDPOINT_SERVICES, key(ip), "externalTrafficPolicy: Local");
        }
    }

    private void nodePort() {
        if (view.nodePort() == 0) {
            return;
        }
        NftKey key = NftKey.of(protocol, view.nodePort());
        if (endpoints.hasEndpoints()) {
            out.element(NftNames.SERVICE_NODE_PORTS, key, NftElement.of(new Goto(names.external())), service.because("nodePort: " + view.nodePort()));
        }
        if (!hasExternalEndpoints) {
            refuse(NftNames.NO_ENDPOINT_NODE_PORTS, key, "externalTrafficPolicy: Local");
        }
    }

    private NftKey key(Ip ip) {
        return NftKey.of(ip, protocol, view.port());
    }

    /** A Service without any endpoint is refused; one whose policy wants endpoints of this node is dropped where there are none. */
    private void refuse(String map, NftKey key, String policy) {
        Statement verdict = endpoints.hasEndpoints() ? new Statement.Drop() : new Goto(NftNames.REJECT);
        String name = view.name().toString();
        String comment = name.length() > COMMENT_CHARACTERS_MAX ? name.substring(0, COMMENT_CHARACTERS_MAX - 3) + "..." : name;
        out.element(map, key, new NftElement(Optional.of(verdict), Optional.of(comment)),
                service.because(endpoints.hasEndpoints() ? policy : "no endpoints"));
    }

    /** Matches the ClusterIP alone, so that external traffic that comes the same way is not marked twice. */
    private void masqueradeInternal() {
        Optional<Match> notLocal = localTraffic(true);
        if (!context.masqueradeAll() && notLocal.isEmpty()) {
            return;
        }
        List<Match> matches = new ArrayList<>(List.of(new Match.Destination(view.clusterIp().asCidr(), false),
                new Match.DestinationPort(protocol, view.port())));
        if (!context.masqueradeAll()) {
            matches.add(notLocal.get());
        }
        String reason = context.masqueradeAll() ? "nftables.masqueradeAll" : "clusterIP from outside the pod network";
        out.rule(internalChain(), service.because(reason), new Jump(NftNames.MARK_FOR_MASQUERADE), matches.toArray(Match[]::new));
    }

    private Optional<Match> localTraffic(boolean negated) {
        return switch (localTraffic) {
            case LocalTraffic.Unknown _ -> Optional.empty();
            case LocalTraffic.FromCidr local -> Optional.of(new Match.Source(local.cidr(), negated));
            case LocalTraffic.FromInterface local -> Optional.of(new Match.InInterface(local.name(), negated));
        };
    }

    private void externalChain() {
        String chain = names.external();
        if (!view.externalLocal()) {
            Origin origin = service.because("externalTrafficPolicy: Cluster");
            out.rule(chain, origin, new Jump(NftNames.MARK_FOR_MASQUERADE));
            out.rule(chain, origin, new Goto(names.cluster()));
            return;
        }
        Origin origin = service.because("externalTrafficPolicy: Local");
        localTraffic(false).ifPresent(fromPod ->
                out.rule(chain, origin, new Goto(names.cluster()), fromPod, new Match.Comment("short-circuit pod traffic")));
        Match fromNode = new Match.SourceIsLocal(false);
        out.rule(chain, origin, new Jump(NftNames.MARK_FOR_MASQUERADE), fromNode, new Match.Comment("masquerade local traffic"));
        out.rule(chain, origin, new Goto(names.cluster()), fromNode, new Match.Comment("short-circuit local traffic"));
        if (hasExternalEndpoints) {
            out.rule(chain, origin, new Goto(names.local()));
        }
    }

    /** Before address translation; a node may use a load balancer's address as its source when it talks to one that is local to it. */
    private void firewall() {
        Origin origin = service.because("loadBalancerSourceRanges");
        List<Cidr> allowed = new ArrayList<>(view.sourceRanges());
        if (rangesHoldNode) {
            view.loadBalancerVips().forEach(ip -> allowed.add(ip.asCidr()));
        }
        view.loadBalancerVips().forEach(ip ->
                out.element(NftNames.FIREWALL_IPS, key(ip), NftElement.of(new Goto(names.firewall())), origin));
        out.rule(names.firewall(), origin, new Statement.Drop(), new Match.AddressIn(PacketField.SOURCE, allowed, true));
    }
}
