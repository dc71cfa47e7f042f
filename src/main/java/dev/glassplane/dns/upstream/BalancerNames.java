package dev.glassplane.dns.upstream;

import dev.glassplane.dns.message.Records;
import dev.glassplane.dns.message.Response;
import dev.glassplane.loadbalancer.LoadBalancers;
import dev.glassplane.loadbalancer.model.LbNode;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Provider;
import dev.glassplane.loadbalancer.model.Scheme;
import dev.glassplane.loadbalancer.model.Target;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.loadbalancer.model.TargetHealth;
import dev.glassplane.net.Ip;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Names of load balancers, as every server says them: one address for each node, public ones if it faces the internet, private ones if not, for who is inside
 * the VPC too. A zone without a healthy target is left out of the name, as long as another one has some (Elastic Load Balancing user guide, "Availability Zones
 * and load balancer nodes"; Network Load Balancers, "Health checks for your target groups").
 *
 * @param balancers all there are
 */
record BalancerNames(LoadBalancers balancers) {

    private static final long TTL = 60;
    private static final String DOMAIN = ".elb.amazonaws.com";
    private static final String BY = "elb";

    Optional<Response> answer(Name name, int type) {
        String text = name.toString(true).toLowerCase(java.util.Locale.ROOT);
        Optional<LoadBalancer> found = balancers.withDnsName(text);
        if (found.isEmpty()) {
            boolean elb = text.endsWith(DOMAIN) || text.matches(".*\\.elb\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?");
            return elb ? Optional.of(reply(Rcode.NXDOMAIN, List.of(), "no load balancer has this name")) : Optional.empty();
        }
        LoadBalancer balancer = found.get();
        List<LbNode> nodes = inName(balancer);
        List<Record> records = nodes.stream().flatMap(node -> addresses(balancer, node)).filter(ip -> Records.typeOf(ip) == type)
                .map(ip -> Records.address(name, TTL, ip)).toList();
        String left = nodes.size() == balancer.nodes().size() ? "" : ", without zones that have no healthy target";
        return Optional.of(reply(Rcode.NOERROR, records, "nodes of the " + balancer.scheme().word() + " load balancer " + balancer.name() + left
                + (records.isEmpty() && type != Type.A ? ": it has no IPv6 addresses" : "")));
    }

    private static Stream<Ip> addresses(LoadBalancer balancer, LbNode node) {
        Optional<Ip> shown = balancer.scheme() == Scheme.INTERNET_FACING ? node.publicIp() : Optional.of(node.privateIp());
        return Stream.concat(shown.stream(), node.ipv6().stream());
    }

    private static List<LbNode> inName(LoadBalancer balancer) {
        List<LbNode> healthy = balancer.nodes().stream().filter(node -> serves(balancer, node)).toList();
        return healthy.isEmpty() ? balancer.nodes() : healthy;
    }

    /** Every target group that has targets must have a healthy one that the node may use. An ALB's nodes use those of every zone. */
    private static boolean serves(LoadBalancer balancer, LbNode node) {
        return balancer.provider() != Provider.NLB || balancer.targetGroups().values().stream().filter(group -> !group.targets().isEmpty())
                .allMatch(group -> group.targets().stream().anyMatch(target -> usable(balancer, group, node, target)));
    }

    private static boolean usable(LoadBalancer balancer, TargetGroup group, LbNode node, Target target) {
        boolean reaches = group.crossZone().orElse(balancer.crossZone()) || target.zone().equals(node.zone()) || target.zone().equals("all");
        return reaches && target.health().state() == TargetHealth.State.HEALTHY;
    }

    private static Response reply(int rcode, List<Record> records, String why) {
        return new Response.Reply(rcode, false, true, records, List.of(), List.of(), BY, why);
    }
}
