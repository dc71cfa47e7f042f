package dev.glassplane.trace.device;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.NodeState;
import dev.glassplane.dataplane.PolicyKnowledge;
import dev.glassplane.dns.ClusterNames;
import dev.glassplane.loadbalancer.LoadBalancers;
import dev.glassplane.vpc.VpcFabric;
import java.util.Optional;

/**
 * Everything that a walk reads: one picture of the cluster.
 *
 * @param dataplane  tables of all nodes
 * @param fabric     the VPC at the same revision
 * @param directory  who holds an address
 * @param nodePorts  the range of node ports
 * @param policies   what NetworkPolicies mean for pods
 * @param names      what names mean
 * @param balancers  load balancers, whoever asked for them
 */
public record Network(Dataplane dataplane, VpcFabric fabric, Directory directory, PortRange nodePorts, PolicyKnowledge policies, ClusterNames names,
                      LoadBalancers balancers) {

    /** A cluster without load balancers. */
    public Network(Dataplane dataplane, VpcFabric fabric, Directory directory, PortRange nodePorts, PolicyKnowledge policies, ClusterNames names) {
        this(dataplane, fabric, directory, nodePorts, policies, names, LoadBalancers.NONE);
    }

    /** A cluster with names as on EKS. */
    public Network(Dataplane dataplane, VpcFabric fabric, Directory directory, PortRange nodePorts, PolicyKnowledge policies) {
        this(dataplane, fabric, directory, nodePorts, policies, ClusterNames.eks());
    }

    /** A cluster whose policies nobody explains. */
    public Network(Dataplane dataplane, VpcFabric fabric, Directory directory, PortRange nodePorts) {
        this(dataplane, fabric, directory, nodePorts, PolicyKnowledge.NONE);
    }

    /** Ports from and to, both included. */
    public record PortRange(int from, int to) {

        /** @return whether the port lies in the range */
        public boolean contains(int port) {
            return from <= port && port <= to;
        }

        /**
         * @param text {@code 30000-32767}
         * @throws IllegalArgumentException if it is none
         */
        public static PortRange parse(String text) {
            String[] parts = text.split("-");
            try {
                return new PortRange(Integer.parseInt(parts[0].strip()), Integer.parseInt(parts[1].strip()));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException("\"" + text + "\" is not a port range such as 30000-32767", e);
            }
        }
    }

    /** @return the node's tables */
    public Optional<NodeState> node(String name) {
        return Optional.ofNullable(dataplane.nodes().get(name));
    }
}
