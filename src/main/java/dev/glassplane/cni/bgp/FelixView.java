package dev.glassplane.cni.bgp;

import dev.glassplane.calico.FelixSettings;
import dev.glassplane.calico.bgp.Routing.KernelRoute;
import dev.glassplane.linux.ipset.SetMember;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.policy.calico.EndpointSet;
import dev.glassplane.policy.calico.FelixPolicy;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Calico's agents on a node read of the image for one unit of their work. */
public sealed interface FelixView {

    /**
     * What is the same on every node.
     *
     * @param ipip        whether a pool uses IPIP
     * @param vxlan       whether a pool uses VXLAN
     * @param pools       prefixes of all pools
     * @param translated  those whose packets leave with the node's address
     * @param hosts       addresses of all nodes
     * @param felix       settings
     */
    record Everywhere(boolean ipip, boolean vxlan, Set<Cidr> pools, Set<Cidr> translated, Set<Ip> hosts, FelixSettings felix) implements FelixView {
        public Everywhere {
            pools = Set.copyOf(pools);
            translated = Set.copyOf(translated);
            hosts = Set.copyOf(hosts);
        }
    }

    /**
     * A node, as it is set up itself and as others reach its tunnel.
     *
     * @param node   node name
     * @param eni    id of its primary network interface, may be empty
     * @param mac    hardware address of that interface
     * @param ip     its address
     * @param subnet prefix around it
     * @param others further addresses of the node (IPv6)
     * @param ipip   address of tunl0, if a pool uses it
     * @param vxlan  address of vxlan.calico, if a pool uses it
     * @param vtep   hardware address of vxlan.calico
     * @param felix  settings
     */
    record NodeBase(String node, String eni, String mac, Ip ip, Optional<Cidr> subnet, List<Ip> others, Optional<Ip> ipip, Optional<Ip> vxlan, String vtep,
                    FelixSettings felix) implements FelixView {
        public NodeBase {
            others = List.copyOf(others);
        }
    }

    /**
     * Routes to the addresses of a block.
     *
     * @param block  its prefix
     * @param routes by node; equal lists are one
     */
    record Block(Cidr block, Map<String, List<KernelRoute>> routes) implements FelixView {}

    /**
     * Devices of the pods of a node.
     *
     * @param node  node name
     * @param veths sorted
     */
    record Devices(String node, List<String> veths) implements FelixView {
        public Devices {
            veths = List.copyOf(veths);
        }
    }

    /**
     * A pod on the pod network.
     *
     * @param node           node name
     * @param pod            its key
     * @param uid            its uid
     * @param ip             its IPv4 address
     * @param serviceAccount its service account
     * @param mtu            of its interface
     * @param vxlanPort      UDP port of VXLAN
     * @param tiers          policies that are about it
     */
    record PodLink(String node, ObjectKey pod, String uid, Ip ip, String serviceAccount, int mtu, int vxlanPort, List<PolicyGroup.OfTier> tiers)
            implements FelixView {}

    /**
     * A policy.
     *
     * @param policy what it says
     * @param nodes  that have a pod which it is about
     */
    record Policy(FelixPolicy policy, Set<String> nodes) implements FelixView {
        public Policy {
            nodes = Set.copyOf(nodes);
        }
    }

    /**
     * A set that rules of policies ask.
     *
     * @param set     what it is about
     * @param members its members
     * @param nodes   that have a policy which asks it
     */
    record Members(EndpointSet set, Set<SetMember> members, Set<String> nodes) implements FelixView {
        public Members {
            members = Set.copyOf(members);
            nodes = Set.copyOf(nodes);
        }
    }
}
