package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.vpc.firewall.NetworkAcl;
import dev.glassplane.vpc.firewall.SecurityGroup;
import java.util.List;
import java.util.Optional;
import org.pcollections.TreePMap;

/**
 * What filters packets in the VPCs of an image.
 *
 * @param groups      security groups by id
 * @param acls        network ACLs by id
 * @param prefixLists managed prefix lists by id
 */
public record Filters(TreePMap<String, SecurityGroup> groups, TreePMap<String, NetworkAcl> acls, TreePMap<String, List<Cidr>> prefixLists) {

    /** Security groups that an interface can have. */
    static final int GROUPS_MAX = 5;
    /** Nothing but what every VPC has by default. */
    static final Filters EMPTY = new Filters(TreePMap.empty(), TreePMap.empty(), TreePMap.empty());

    /** @return the group with the id; of one that is gone nothing is left but its id, and it admits nothing */
    SecurityGroup group(String id, String vpc) {
        SecurityGroup found = groups.get(id);
        return found != null ? found : id.equals(SecurityGroup.defaultId(vpc)) ? SecurityGroup.byDefault(vpc)
                : new SecurityGroup(id, id, vpc, List.of(), List.of(), java.util.Map.of());
    }

    /** @return the cluster security groups of a VPC */
    List<SecurityGroup> ofCluster(String vpc) {
        return groups.values().stream().filter(group -> group.ofCluster() && group.vpc().equals(vpc)).toList();
    }

    /** @return the ACL around a subnet; empty for the default one that nobody changed */
    Optional<NetworkAcl> around(Subnet subnet) {
        return acls.values().stream().filter(acl -> acl.subnets().contains(subnet.id())).findFirst()
                .or(() -> Optional.ofNullable(acls.get(NetworkAcl.defaultId(subnet.vpc()))));
    }
}
