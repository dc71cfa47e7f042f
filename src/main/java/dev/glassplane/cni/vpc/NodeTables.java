package dev.glassplane.cni.vpc;

import dev.glassplane.cni.Devices;
import dev.glassplane.cni.vpc.AwsNodeView.Device;
import dev.glassplane.cni.vpc.AwsNodeView.NodeBase;
import dev.glassplane.dataplane.Contribution;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.route.PolicyRule;
import dev.glassplane.linux.route.Route;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.vpc.AwsNodeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A node's own devices, addresses, routes and policy rules, as Amazon Linux and aws-node set them up. */
final class NodeTables {

    /** Of a device that nobody gave another one. */
    private static final int MTU_OF_DRIVER = 1500;
    static final int PRIORITY_LOCAL = 20;
    static final int PRIORITY_MARKED = 1024;
    static final int PRIORITY_EXTERNAL_SERVICE = 1535;
    static final int PRIORITY_INTERFACE = 32_765;
    private static final Cidr EVERYWHERE = Cidr.parse("0.0.0.0/0");
    private static final Origin KERNEL = Origin.of("kernel", "network device");
    private static final Cidr EVERYWHERE_V6 = Cidr.parse("::/0");
    private static final Ip ROUTER_V6 = Ip.parse("fe80:ec2::1");
    private static final int ADVERTISED_METRIC = 512;
    private static final Origin ADVERTISED = Origin.of("kernel", "router advertisement of the subnet");
    private static final Origin ADDRESS = Origin.of("kernel", "address of the device");

    private final NodeBase base;
    private final List<Link> links = new ArrayList<>();
    private final List<InterfaceAddress> addresses = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<PolicyRule> rules = new ArrayList<>();

    private NodeTables(NodeBase base) {
        this.base = base;
    }

    static Contribution of(NodeBase base) {
        return new NodeTables(base).contribution();
    }

    private Contribution contribution() {
        links.add(Devices.loopback());
        base.devices().forEach(this::device);
        standingRules(base.settings());
        Device first = base.devices().getFirst();
        base.others().forEach(ip -> addresses.add(new InterfaceAddress(KERNEL, first.name(), ip, ip.family().bits())));
        base.ipv6().ifPresent(subnet -> advertised(subnet, first));
        if (base.settings().ipv6().enabled()) {
            return Contribution.ofChains(List.of(EgressWiring.blocked())).withDevices(links, addresses).withRoutes(routes, rules, List.of()).withSysctls(sysctls());
        }
        return Contribution.ofChains(SnatRules.of(base, first.ip())).withEntries(SnatRules.entries(base.settings())).withDevices(links, addresses).withRoutes(routes, rules, List.of())
                .withSysctls(sysctls());
    }

    private Map<String, String> sysctls() {
        Map<String, String> sysctls = new TreeMap<>(Map.of("net.ipv4.ip_forward", "1", "net.ipv4.conf.eth0.rp_filter", "2"));
        if (base.settings().ipv6().enabled()) {
            sysctls.put("net.ipv6.conf.all.forwarding", "1");
        }
        if (!base.settings().podEni().tcpEarlyDemux()) {
            sysctls.put("net.ipv4.tcp_early_demux", "0");
        }
        return sysctls;
    }

    /** What the kernel learns from the router advertisements of the subnet; its router answers at {@code fe80:ec2::1} (AWS VPC user guide, "Subnet routing"). */
    private void advertised(Cidr subnet, Device device) {
        routes.add(new Route(ADVERTISED, Route.MAIN, Route.Type.UNICAST, subnet, Optional.empty(), Optional.of(device.name()), "link", Optional.empty(), ADVERTISED_METRIC,
                "ra", false));
        routes.add(new Route(ADVERTISED, Route.MAIN, Route.Type.UNICAST, EVERYWHERE_V6, Optional.of(ROUTER_V6), Optional.of(device.name()), "global", Optional.empty(),
                ADVERTISED_METRIC, "ra", false));
    }

    private void device(Device device) {
        Origin origin = device.id().isEmpty() ? KERNEL : new Origin(AwsNodeProgrammer.COMPONENT, "NetworkInterface", "", device.id(), "interface of the node");
        if (!device.setUp()) {
            links.add(new Link(origin.because("tag no_manage: aws-node leaves it alone"), device.name(), Link.Kind.IDLE, device.mac(), MTU_OF_DRIVER, Optional.empty()));
            return;
        }
        links.add(new Link(origin, device.name(), Link.Kind.PHYSICAL, device.mac(), base.settings().mtu(), Optional.empty()));
        Optional<Cidr> around = device.subnet().filter(subnet -> subnet.contains(device.ip()));
        int prefix = around.map(Cidr::prefixLength).orElse(device.ip().family().bits());
        addresses.add(new InterfaceAddress(origin, device.name(), device.ip(), prefix));
        Optional<Ip> gateway = device.subnet().map(subnet -> subnet.at(1));
        if (device.number() == 0) {
            around.ifPresent(subnet -> routes.add(new Route(ADDRESS, Route.MAIN, Route.Type.UNICAST, subnet, Optional.empty(),
                    Optional.of(device.name()), "link", Optional.of(device.ip()), 0, "kernel", false)));
            if (around.isEmpty()) { // an address that is not of the subnet: the gateway needs a route of its own
                gateway.ifPresent(ip -> routes.add(Route.onLink(origin, Route.MAIN, ip.asCidr(), device.name())));
            }
            gateway.ifPresent(ip -> routes.add(Route.via(origin.because("default route of the primary interface"), Route.MAIN, EVERYWHERE, ip, device.name())));
        } else {
            int table = table(device.number());
            gateway.ifPresent(ip -> {
                routes.add(Route.onLink(origin, table, ip.asCidr(), device.name()));
                routes.add(Route.via(origin, table, EVERYWHERE, ip, device.name()));
            });
            rules.add(new PolicyRule(origin, PRIORITY_INTERFACE, Optional.of(device.ip().asCidr()), Optional.empty(), 0, 0, Optional.empty(), table));
        }
    }

    private void standingRules(AwsNodeSettings settings) {
        if (settings.nodePortSupport() || !settings.externalSnat()) {
            rules.add(PolicyRule.marked(Origin.of(AwsNodeProgrammer.COMPONENT, "connections marked for the primary interface"), PRIORITY_MARKED,
                    settings.connmark(), settings.connmark(), Route.MAIN, settings.ipv6().enabled() ? Family.IPV6 : Family.IPV4));
        }
        if (settings.podEni().enabled() && settings.podEni().strict()) {
            rules.add(PolicyRule.of(Origin.of(AwsNodeProgrammer.COMPONENT, "packets of pods with interfaces of their own leave by them, even to the node"),
                    PRIORITY_LOCAL, PolicyRule.LOCAL));
        }
        settings.externalServices().forEach(cidr -> rules.add(new PolicyRule(Origin.of(AwsNodeProgrammer.COMPONENT, "AWS_EXTERNAL_SERVICE_CIDRS"),
                PRIORITY_EXTERNAL_SERVICE, Optional.empty(), Optional.of(cidr), 0, 0, Optional.empty(), Route.MAIN)));
    }

    /** @return main for the primary interface, device number + 1 for the others */
    static int table(int device) {
        return device == 0 ? Route.MAIN : device + 1;
    }
}
