package dev.glassplane.proxy.iptables;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Statement.Jump;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Protocol;
import dev.glassplane.proxy.EndpointCategories;
import dev.glassplane.proxy.KubeProxyConfiguration;
import dev.glassplane.proxy.LocalTraffic;
import dev.glassplane.proxy.RuleWriter;
import dev.glassplane.proxy.ServiceView;

/** The rules that lead to one Service port on one node, in the order in which kube-proxy writes them. */
final class ServiceRules {

    private static final Cidr LOCALHOST = Cidr.parse("127.0.0.0/8");
    static final String LOCALHOST_NODE_PORTS_COUNTER = "localhost_nps_accepted_pkts";

    private final RuleWriter out;
    private final KubeProxyConfiguration configuration;
    private final ServiceView view;
    private final EndpointCategories endpoints;
    private final LocalTraffic localTraffic;
    private final boolean rangesHoldNode;
    private final boolean largeCluster;
    private final String port;
    private final ChainNames names;
    private final Origin service;
    private final boolean hasInternalEndpoints;
    private final boolean hasExternalEndpoints;

    ServiceRules(RuleWriter out, KubeProxyConfiguration configuration, ServiceView view, NodeFacts node, boolean largeCluster) {
        this.out = out;
        this.configuration = configuration;
        this.view = view;
        this.endpoints = view.on(node);
        this.localTraffic = configuration.localTraffic(node, view.family());
        this.rangesHoldNode = view.sourceRangesHold(node);
        this.port = view.name().toString();
        this.largeCluster = largeCluster;
        names = new ChainNames(view.name());
        service = new Origin(IptablesProgrammer.COMPONENT, "Service", view.name().namespace(),
                port.substring(view.name().namespace().length() + 1), "");
        boolean anyLocal = !endpoints.local().isEmpty();
        hasInternalEndpoints = endpoints.hasEndpoints() && (!view.internalLocal() || anyLocal);
        hasExternalEndpoints = endpoints.hasEndpoints() && (!view.externalLocal() || anyLocal);
    }

    void write() {
        clusterIp();
        externalIps();
        loadBalancerVips();
        nodePort();
        healthCheckNodePort();
        if (hasInternalEndpoints) {
            masqueradeInternal();
        }
        if (endpoints.hasEndpoints() && view.externallyAccessible()) {
            externalChain();
        }
        if (usesFirewall()) {
            firewallChain();
        }
        EndpointRules dispatch = new EndpointRules(out, view, endpoints.reachable(), names, service, largeCluster);
        if (view.usesCluster() && !endpoints.cluster().isEmpty()) {
            dispatch.choose(names.cluster(), endpoints.cluster());
        }
        if (view.usesLocal() && !endpoints.local().isEmpty()) {
            dispatch.choose(names.local(), endpoints.local());
        }
        dispatch.chains();
    }

    private boolean usesFirewall() {
        return endpoints.hasEndpoints() && !view.loadBalancerVips().isEmpty() && !view.sourceRanges().isEmpty();
    }

    private String internalChain() {
        return view.internalLocal() ? names.local() : names.cluster();
    }

    private void clusterIp() {
        Origin origin = service.because("clusterIP: " + view.clusterIp());
        if (hasInternalEndpoints) {
            out.nat(ChainNames.SERVICES, origin, new Jump(internalChain()), to(view.clusterIp(), port + " cluster IP"));
        } else {
            Origin refusal = endpoints.hasEndpoints() ? service.because("internalTrafficPolicy: Local") : service.because("no endpoints");
            out.filter(ChainNames.SERVICES, refusal, refusal(), to(view.clusterIp(), port + noEndpoints()));
        }
    }

    private void externalIps() {
        for (Ip ip : view.externalIps()) {
            if (endpoints.hasEndpoints()) {
                out.nat(ChainNames.SERVICES, service.because("externalIPs: " + ip), new Jump(names.external()), to(ip, port + " external IP"));
            }
            refuseExternal(ip);
        }
    }

    private void loadBalancerVips() {
        for (Ip ip : view.loadBalancerVips()) {
            if (endpoints.hasEndpoints()) {
                out.nat(ChainNames.SERVICES, service.because("status.loadBalancer.ingress: " + ip),
                        new Jump(usesFirewall() ? names.firewall() : names.external()), to(ip, port + " loadbalancer IP"));
            }
            if (usesFirewall()) {
                out.filter(ChainNames.PROXY_FIREWALL, service.because("loadBalancerSourceRanges"), new Statement.Drop(),
                        to(ip, port + " traffic not accepted by " + names.firewall()));
            }
        }
        view.loadBalancerVips().forEach(this::refuseExternal);
    }

    private void refuseExternal(Ip ip) {
        if (!hasExternalEndpoints) {
            out.filter(ChainNames.EXTERNAL_SERVICES, externalRefusal(), refusal(), to(ip, port + noEndpoints()));
        }
    }

    private void nodePort() {
        if (view.nodePort() == 0) {
            return;
        }
        Match protocol = new Match.ProtocolIs(view.name().protocol());
        Match number = new Match.DestinationPort(view.name().protocol(), view.nodePort());
        if (endpoints.hasEndpoints()) {
            Origin origin = service.because("nodePort: " + view.nodePort());
            Match comment = new Match.Comment(port);
            if (configuration.loopbackNodePorts(view.family())) {
                out.nat(ChainNames.NODE_PORTS, origin, new Jump(names.external()), new Match.Destination(LOCALHOST, false), protocol, comment,
                        number, new Match.Accounting(LOCALHOST_NODE_PORTS_COUNTER));
            }
            out.nat(ChainNames.NODE_PORTS, origin, new Jump(names.external()), protocol, comment, number);
        }
        if (!hasExternalEndpoints) {
            out.filter(ChainNames.EXTERNAL_SERVICES, externalRefusal(), refusal(), protocol,
                    new Match.Comment(port + noEndpoints()), new Match.DestinationIsLocal(false, false), number);
        }
    }

    private void healthCheckNodePort() {
        if (view.healthCheckNodePort() != 0) {
            out.filter(ChainNames.NODE_PORTS, service.because("healthCheckNodePort: " + view.healthCheckNodePort()), new Statement.Accept(),
                    new Match.ProtocolIs(Protocol.TCP), new Match.Comment(port + " health check node port"),
                    new Match.DestinationPort(Protocol.TCP, view.healthCheckNodePort()));
        }
    }

    /** Matches the ClusterIP alone, so that external traffic that comes the same way is not marked twice. */
    private void masqueradeInternal() {
        Match notLocal = switch (localTraffic) {
            case LocalTraffic.Unknown _ -> null;
            case LocalTraffic.FromCidr local -> new Match.Source(local.cidr(), true);
            case LocalTraffic.FromInterface local -> new Match.InInterface(local.name(), true);
        };
        if (configuration.masqueradeAll() || notLocal != null) {
            Match[] toClusterIp = to(view.clusterIp(), port + " cluster IP");
            Match[] matches = RuleWriter.matches(configuration.masqueradeAll() ? null : notLocal, toClusterIp[0], toClusterIp[1],
                    toClusterIp[2], toClusterIp[3]);
            String reason = configuration.masqueradeAll() ? "iptables.masqueradeAll" : "clusterIP from outside the pod network";
            out.nat(internalChain(), service.because(reason), new Jump(ChainNames.MARK_MASQ), matches);
        }
    }

    private void externalChain() {
        String chain = names.external();
        if (!view.externalLocal()) {
            Origin origin = service.because("externalTrafficPolicy: Cluster");
            out.nat(chain, origin, new Jump(ChainNames.MARK_MASQ), external("masquerade traffic for "));
            out.nat(chain, origin, new Jump(names.cluster()));
            return;
        }
        Origin origin = service.because("externalTrafficPolicy: Local");
        Match fromPod = switch (localTraffic) {
            case LocalTraffic.Unknown _ -> null;
            case LocalTraffic.FromCidr local -> new Match.Source(local.cidr(), false);
            case LocalTraffic.FromInterface local -> new Match.InInterface(local.name(), false);
        };
        if (fromPod != null) {
            out.nat(chain, origin, new Jump(names.cluster()), fromPod, external("pod traffic for "));
        }
        Match fromNode = new Match.SourceIsLocal(false);
        out.nat(chain, origin, new Jump(ChainNames.MARK_MASQ), external("masquerade LOCAL traffic for "), fromNode);
        out.nat(chain, origin, new Jump(names.cluster()), external("route LOCAL traffic for "), fromNode);
        if (hasExternalEndpoints) {
            out.nat(chain, origin, new Jump(names.local()));
        }
    }

    private Match external(String what) {
        return new Match.Comment(what + port + " external destinations");
    }

    private void firewallChain() {
        Origin origin = service.because("loadBalancerSourceRanges");
        Match comment = new Match.Comment(port + " loadbalancer IP");
        view.sourceRanges().forEach(range ->
                out.nat(names.firewall(), origin, new Jump(names.external()), new Match.Source(range, false), comment));
        if (rangesHoldNode) {
            // The node may use the address as its source when it talks to a load balancer that is local to it.
            view.loadBalancerVips().forEach(ip ->
                    out.nat(names.firewall(), origin, new Jump(names.external()), new Match.Source(ip.asCidr(), false), comment));
        }
        out.nat(names.firewall(), origin, new Statement.Nothing(),
                new Match.Comment("other traffic to " + port + " will be dropped by " + ChainNames.PROXY_FIREWALL));
    }

    private Match[] to(Ip ip, String comment) {
        return new Match[] {new Match.Destination(ip.asCidr(), false), new Match.ProtocolIs(view.name().protocol()), new Match.Comment(comment),
                new Match.DestinationPort(view.name().protocol(), view.port())};
    }

    private String noEndpoints() {
        return endpoints.hasEndpoints() ? " has no local endpoints" : " has no endpoints";
    }

    private Origin externalRefusal() {
        return service.because(endpoints.hasEndpoints() ? "externalTrafficPolicy: Local" : "no endpoints");
    }

    private Statement refusal() {
        if (endpoints.hasEndpoints()) {
            return new Statement.Drop();
        }
        return new Statement.Reject(view.family() == Family.IPV4 ? "icmp-port-unreachable" : "icmp6-port-unreachable");
    }
}
