package dev.glassplane.vpc.firewall;

import java.util.List;
import java.util.Map;

/**
 * A security group.
 *
 * @param id      its id, the name of the SecurityGroup object
 * @param name    the name that people give it
 * @param vpc     name of the VPC
 * @param ingress rules for what comes in
 * @param egress  rules for what goes out
 * @param tags    EC2 tags
 */
public record SecurityGroup(String id, String name, String vpc, List<Rule> ingress, List<Rule> egress, Map<String, String> tags) {

    /** EKS puts this tag on the group that it makes for a cluster and gives to every node (EKS user guide, "Amazon EKS security group requirements"). */
    private static final String CLUSTER_TAG = "aws:eks:cluster-name";

    public SecurityGroup {
        ingress = List.copyOf(ingress);
        egress = List.copyOf(egress);
        tags = Map.copyOf(tags);
    }

    /**
     * One permission for one peer.
     *
     * @param field   where the object says so, for example {@code ingressRules[0]}
     * @param traffic protocol and ports
     * @param peer    the other end
     */
    public record Rule(String field, Traffic traffic, Peer peer) {

        /** @return {@code tcp 80 from 0.0.0.0/0} */
        String text(Direction direction) {
            return traffic + " " + direction.preposition() + " " + peer;
        }
    }

    /** @return rules of the direction */
    public List<Rule> rules(Direction direction) {
        return direction == Direction.INGRESS ? ingress : egress;
    }

    /** @return whether it is the cluster security group, which nodes have unless something else is said */
    public boolean ofCluster() {
        return tags.containsKey(CLUSTER_TAG);
    }

    /** @return the group that every VPC has: everything from itself, everything out (AWS VPC user guide, "Default security groups") */
    public static SecurityGroup byDefault(String vpc) {
        String id = defaultId(vpc);
        return new SecurityGroup(id, "default", vpc, List.of(new Rule("ingressRules[0]", Traffic.EVERYTHING, new Peer.Group(id))),
                List.of(new Rule("egressRules[0]", Traffic.EVERYTHING, new Peer.Range(dev.glassplane.net.Cidr.parse("0.0.0.0/0"))),
                        new Rule("egressRules[1]", Traffic.EVERYTHING, new Peer.Range(dev.glassplane.net.Cidr.parse("::/0")))), Map.of());
    }

    /** @return id of a VPC's default group; an object of that name takes its place */
    public static String defaultId(String vpc) {
        return "sg-default-" + vpc;
    }
}
