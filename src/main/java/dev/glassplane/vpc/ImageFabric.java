package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.firewall.Direction;
import dev.glassplane.vpc.firewall.Firewall;
import dev.glassplane.vpc.firewall.Flow;
import dev.glassplane.vpc.firewall.Members;
import dev.glassplane.vpc.firewall.NetworkAcl;
import dev.glassplane.vpc.firewall.Ruling;
import dev.glassplane.vpc.firewall.SecurityGroup;
import dev.glassplane.vpc.flowlog.FlowLog;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The VPC as the packets see it, from the objects of one image. */
record ImageFabric(Vpc vpc, Function<Ip, Optional<String>> learned) implements VpcFabric {

    /** A VPC whose routers learn nothing. */
    ImageFabric(Vpc vpc) {
        this(vpc, to -> Optional.empty());
    }

    @Override
    public Optional<Attachment> holderOf(Ip ip) {
        return vpc.holderOf(ip).map(this::attachment);
    }

    @Override
    public Optional<Attachment> attachment(String eni) {
        return Optional.ofNullable(vpc.interfaces().get(eni)).map(this::attachment);
    }

    private Attachment attachment(NetworkInterface of) {
        return new Attachment(of.id(), of.node(), of.node().isEmpty() ? "" : of.deviceName(), of.subnet(), zoneOf(of.subnet()));
    }

    @Override
    public Optional<Ip> primaryOf(String eni) {
        return Optional.ofNullable(vpc.interfaces().get(eni)).flatMap(NetworkInterface::primary)
                .or(() -> vpc.gateways().nat().values().stream().filter(nat -> nat.eni().equals(eni)).flatMap(nat -> nat.privateIp().stream()).findFirst());
    }

    @Override
    public String descriptionOf(String eni) {
        return Optional.ofNullable(vpc.interfaces().get(eni)).map(found -> found.attributes().about().description()).orElse("");
    }

    @Override
    public boolean sourceDestCheck(String eni) {
        return Optional.ofNullable(vpc.interfaces().get(eni)).map(found -> found.attributes().sourceDestCheck()).orElse(true);
    }

    @Override
    public boolean contains(Ip ip) {
        return vpc.contains(ip);
    }

    @Override
    public boolean leavesSubnet(String subnet, Ip to) {
        return switch (route(subnet, to)) {
            case Egress.Local _ -> vpc.subnet(subnet).filter(found -> found.contains(to)).isEmpty();
            case Egress.Nat nat -> !nat.gateway().subnet().equals(subnet);
            case Egress.ToInterface target -> !target.at().subnet().equals(subnet);
            case Egress.Learned learned -> !learned.at().subnet().equals(subnet);
            case Egress.Internet _, Egress.EgressOnly _, Egress.Peer _, Egress.Blackhole _, Egress.NotModelled _, Egress.NoRoute _ -> true;
        };
    }

    @Override
    public boolean givesPublicAddresses(String subnet) {
        return vpc.subnet(subnet).map(Subnet::publicOnLaunch).orElse(true);
    }

    @Override
    public Optional<NatGateway> natGatewayAt(Ip ip) {
        return vpc.gateways().nat().values().stream().filter(nat -> nat.privateIp().filter(ip::equals).isPresent()).findFirst();
    }

    @Override
    public Optional<Ip> behindPublic(Ip ip) {
        return vpc.withPublicIp(ip).flatMap(NetworkInterface::primary).or(() -> vpc.gateways().nat().values().stream()
                .filter(nat -> nat.publicIp().filter(ip::equals).isPresent()).flatMap(nat -> nat.privateIp().stream()).findFirst());
    }

    @Override
    public Optional<Ip> publicOf(Ip ip) {
        return vpc.holderOf(ip).filter(of -> of.primary().filter(ip::equals).isPresent()).flatMap(NetworkInterface::publicIp);
    }

    @Override
    public boolean inVpc(String name, Ip ip) {
        return vpc.cidrs().getOrDefault(name, List.of()).stream().anyMatch(cidr -> cidr.contains(ip));
    }

    @Override
    public String zoneOf(String subnet) {
        return vpc.subnet(subnet).map(Subnet::zone).orElse("");
    }

    @Override
    public List<FlowLog> flowLogs() {
        return vpc.flowLogs().isEmpty() ? List.of(FlowLog.OF_EVERYTHING) : List.copyOf(vpc.flowLogs().values());
    }

    @Override
    public String vpcOf(String subnet) {
        return vpc.vpcOf(subnet);
    }

    @Override
    public Egress route(String subnetId, Ip to) {
        Egress byTable = new RouteChoice(vpc, subnetId).towards(to);
        return byTable instanceof Egress.Local ? byTable : learned.apply(to).flatMap(node -> vpc.primaryOf(node)).<Egress>map(found ->
                new Egress.Learned(attachment(found))).orElse(byTable);
    }

    @Override
    public Optional<Ruling> securityGroups(String eni, Direction direction, Flow flow) {
        Optional<NetworkInterface> found = Optional.ofNullable(vpc.interfaces().get(eni));
        List<SecurityGroup> groups = found.map(vpc::groupsOf).orElse(List.of());
        return groups.isEmpty() ? Optional.empty()
                : Optional.of(Firewall.ask(eni, groups, direction, flow, members(vpc.vpcOf(found.get().subnet()))));
    }

    @Override
    public List<String> groupsOf(String eni) {
        return Optional.ofNullable(vpc.interfaces().get(eni)).map(vpc::groupsOf).orElse(List.of()).stream().map(SecurityGroup::id).toList();
    }

    @Override
    public Optional<String> aclOf(String subnet) {
        return vpc.subnet(subnet).flatMap(vpc.filters()::around).map(NetworkAcl::id);
    }

    private Members members(String asking) {
        return new Members() {
            @Override
            public boolean inGroup(Ip ip, String group) {
                return vpc.holderOf(ip).filter(holder -> reaches(holder) && vpc.groupsOf(holder).stream().anyMatch(of -> of.id().equals(group))).isPresent();
            }

            private boolean reaches(NetworkInterface holder) {
                String other = vpc.vpcOf(holder.subnet());
                return other.equals(asking) || vpc.gateways().peerings().values().stream().anyMatch(peering -> peering.connects(asking, other));
            }

            @Override
            public List<Cidr> prefixList(String id) {
                return vpc.filters().prefixLists().getOrDefault(id, List.of());
            }
        };
    }

    @Override
    public Optional<Ruling> networkAcl(String subnet, Direction direction, Flow flow) {
        return vpc.subnet(subnet).flatMap(vpc.filters()::around).map(acl -> Firewall.ask(subnet, acl, direction, flow));
    }
}
