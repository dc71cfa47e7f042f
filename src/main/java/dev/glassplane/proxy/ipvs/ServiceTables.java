package dev.glassplane.proxy.ipvs;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.ipset.SetMember;
import dev.glassplane.linux.ipset.SetMember.AddressPort;
import dev.glassplane.linux.ipvs.Persistence;
import dev.glassplane.linux.ipvs.RealServer;
import dev.glassplane.linux.ipvs.Scheduler;
import dev.glassplane.linux.ipvs.SchedulerFlag;
import dev.glassplane.linux.ipvs.VirtualServer;
import dev.glassplane.linux.ipvs.VirtualServerKey;
import dev.glassplane.linux.ipvs.VirtualServerTable;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.route.AddressTable;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Protocol;
import dev.glassplane.proxy.EndpointView;
import dev.glassplane.proxy.KubeProxyConfiguration;
import dev.glassplane.proxy.RuleWriter;
import dev.glassplane.proxy.ServicePiece;
import dev.glassplane.proxy.ServiceView;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a piece of one Service puts into one node in one family, port after port, in the order in which kube-proxy works. */
final class ServiceTables {

    private final KubeProxyConfiguration configuration;
    private final NodeFacts node;
    private final Family family;
    private final RuleWriter outFilter;
    private final List<Entry<?, ?>> entries = new ArrayList<>();
    private final Set<Ip> bound = new HashSet<>();
    private final Set<KubeSet> withMembers = EnumSet.noneOf(KubeSet.class);

    ServiceTables(KubeProxyConfiguration configuration, NodeFacts node, Family family) {
        this.configuration = configuration;
        this.node = node;
        this.family = family;
        this.outFilter = new RuleWriter(family);
    }

    /** @return parts of chains that what was written brings with it */
    List<ChainPart> chains(String service) {
        List<ChainPart> chains = new ArrayList<>();
        withMembers.forEach(set -> chains.addAll(SetRules.of(set, family)));
        if (withMembers.contains(KubeSet.CLUSTER_IP)) {
            chains.addAll(ClusterIpMasquerading.parts(configuration, node, family));
        }
        chains.addAll(outFilter.parts(Chains.OF_SETS + service));
        return chains;
    }

    /** @return entries of what was written: members of sets, virtual servers, addresses of the dummy device */
    List<Entry<?, ?>> entries() {
        return entries;
    }

    void write(ServiceView view, ServicePiece piece) {
        Port port = new Port(view);
        switch (piece) {
            case REST -> port.everywhere();
            case NODE_PORTS -> port.nodePorts();
            case LOCAL_ENDPOINTS -> port.loopBack();
        }
    }

    private final class Port {

        private final ServiceView view;
        private final Protocol protocol;
        private final List<EndpointView> cluster;
        private final List<EndpointView> localOrElseCluster;
        private final Origin service;

        Port(ServiceView view) {
            this.view = view;
            this.protocol = view.name().protocol();
            var endpoints = view.on(node);
            this.cluster = endpoints.cluster();
            this.localOrElseCluster = endpoints.local().isEmpty() ? cluster : endpoints.local();
            String namespace = view.name().namespace();
            this.service = new Origin(Chains.COMPONENT, "Service", namespace, view.name().toString().substring(namespace.length() + 1), "");
        }

        void everywhere() {
            clusterIp();
            view.externalIps().forEach(this::externalIp);
            view.loadBalancerVips().forEach(this::loadBalancerVip);
        }

        void nodePorts() {
            List<Ip> nodePortAddresses = NodeAddresses.forNodePorts(configuration.nodePortAddresses(), node, family);
            if (view.nodePort() != 0 && nodePortAddresses.isEmpty()) {
                return; // kube-proxy then leaves out the health check port as well.
            }
            if (view.nodePort() != 0) {
                nodePort(nodePortAddresses);
            }
            if (view.healthCheckNodePort() != 0) {
                add(KubeSet.HEALTH_CHECK_NODE_PORT, new SetMember.Port(view.healthCheckNodePort()),
                        service.because("healthCheckNodePort: " + view.healthCheckNodePort()));
            }
        }

        /** Endpoints of this node that reach themselves through the Service, ready or not. */
        void loopBack() {
            for (EndpointView endpoint : view.endpoints()) {
                if (endpoint.isOn(node.name())) {
                    Ip ip = endpoint.address().ip();
                    add(KubeSet.LOOP_BACK, new SetMember.AddressPortAddress(new AddressPort(ip, protocol, endpoint.address().port()), ip),
                            new Origin(Chains.COMPONENT, "EndpointSlice", endpoint.slice().namespace(), endpoint.slice().name(),
                                    "endpoint " + endpoint.text() + " of " + view.name()));
                }
            }
        }

        private void clusterIp() {
            Origin origin = service.because("clusterIP: " + view.clusterIp());
            add(KubeSet.CLUSTER_IP, on(view.clusterIp()), origin);
            serve(view.clusterIp(), view.port(), view.internalLocal(), origin);
            bind(view.clusterIp(), origin);
        }

        private void externalIp(Ip ip) {
            Origin origin = service.because("externalIPs: " + ip);
            add(view.externalLocal() ? KubeSet.EXTERNAL_IP_LOCAL : KubeSet.EXTERNAL_IP, on(ip), origin);
            serve(ip, view.port(), view.externalLocal(), origin);
            bindUnlessOwn(ip, origin);
        }

        private void loadBalancerVip(Ip ip) {
            Origin origin = service.because("status.loadBalancer.ingress: " + ip);
            add(KubeSet.LOAD_BALANCER, on(ip), origin);
            if (view.externalLocal()) {
                add(KubeSet.LOAD_BALANCER_LOCAL, on(ip), service.because("externalTrafficPolicy: Local"));
            }
            if (!view.sourceRanges().isEmpty()) {
                guard(ip, service.because("loadBalancerSourceRanges"));
            }
            serve(ip, view.port(), view.externalLocal(), origin);
            bindUnlessOwn(ip, origin);
        }

        private void guard(Ip ip, Origin origin) {
            add(KubeSet.LOAD_BALANCER_FW, on(ip), origin);
            withMembers.add(KubeSet.LOAD_BALANCER_SOURCE_CIDR);
            for (Cidr range : view.sourceRanges()) {
                if (range.prefixLength() > 0) { // The kernel refuses 0.0.0.0/0 and ::/0; kube-proxy logs it and goes on without.
                    add(KubeSet.LOAD_BALANCER_SOURCE_CIDR, new SetMember.AddressPortNet(on(ip), range), origin);
                }
            }
            if (view.sourceRangesHold(node)) {
                add(KubeSet.LOAD_BALANCER_SOURCE_IP, new SetMember.AddressPortAddress(on(ip), ip), origin);
            } else {
                outFilter.filter(Chains.IPVS_OUT_FILTER, origin, new Statement.Drop(), new Match.Source(ip.asCidr(), false),
                        new Match.ByVirtualServer(new VirtualServerKey(protocol, ip, view.port())));
            }
        }

        private void nodePort(List<Ip> nodeAddresses) {
            Origin origin = service.because("nodePort: " + view.nodePort());
            for (Ip ip : nodeAddresses) {
                SetMember member = protocol == Protocol.SCTP ? new AddressPort(ip, protocol, view.nodePort()) : new SetMember.Port(view.nodePort());
                if (protocol == Protocol.SCTP || ip.equals(nodeAddresses.getFirst())) {
                    add(KubeSet.nodePorts(protocol, false), member, origin);
                    if (view.externalLocal()) {
                        add(KubeSet.nodePorts(protocol, true), member, service.because("externalTrafficPolicy: Local"));
                    }
                }
                serve(ip, view.nodePort(), view.externalLocal(), origin);
            }
        }

        private AddressPort on(Ip ip) {
            return new AddressPort(ip, protocol, view.port());
        }

        /** Under the policy Local, a node without an endpoint of its own uses those of the cluster. */
        private void serve(Ip ip, int port, boolean local, Origin origin) {
            Scheduler scheduler = configuration.ipvs().scheduler();
            Set<SchedulerFlag> flags = scheduler == Scheduler.MH ? Set.of(SchedulerFlag.PORT) : Set.of();
            Optional<Persistence> persistence = view.affinityTimeoutSeconds().map(seconds -> new Persistence(seconds, ip.asCidr().prefixLength()));
            List<RealServer> servers = (local ? localOrElseCluster : cluster).stream()
                    .map(endpoint -> RealServer.masquerading(endpoint.address(), 1)).toList();
            entries.add(new Entry<>(VirtualServerTable.VIRTUAL_SERVERS, new VirtualServerKey(protocol, ip, port),
                    new VirtualServer(scheduler, flags, persistence, false, servers), origin));
        }
    }

    private void bindUnlessOwn(Ip ip, Origin origin) {
        if (!NodeAddresses.own(node, family).contains(ip)) {
            bind(ip, origin);
        }
    }

    private void bind(Ip ip, Origin origin) {
        InterfaceAddress address = new InterfaceAddress(origin, IpvsProgrammer.DEVICE, ip, ip.asCidr().prefixLength());
        if (bound.add(ip)) {
            entries.add(AddressTable.entry(address));
            add(KubeSet.IPVS_IPS, new SetMember.Address(ip), origin);
        }
    }

    private void add(KubeSet set, SetMember member, Origin origin) {
        entries.addAll(set.of(family).with(member, origin));
        withMembers.add(set);
    }
}
