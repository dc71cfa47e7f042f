package dev.glassplane.vpc.firewall;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.List;

/** What rules refer to. */
public interface Members {

    /** @return whether an interface with the group has the private address, and the interface's VPC is the asking group's or a peer of it */
    boolean inGroup(Ip ip, String group);

    /** @return prefixes of a managed prefix list; none if there is no such list */
    List<Cidr> prefixList(String id);
}
