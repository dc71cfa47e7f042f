package dev.glassplane.linux.route;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Origin;
import java.util.Optional;

/**
 * One line of {@code ip rule}. The three rules that every host has (0 local, 32766 main, 32767 default) are added by
 * {@link RoutingTables}; one without conditions that asks the local table takes the place of the first, as after
 * {@code ip rule add priority 20 lookup local} and {@code ip rule del priority 0}.
 *
 * @param origin      who put it there
 * @param priority    smaller is asked first
 * @param from        source prefix
 * @param to          destination prefix
 * @param mark        {@code fwmark mark/mask}; mask 0 means no mark condition
 * @param mask        see mark
 * @param inInterface {@code iif}
 * @param table       table that is looked up
 * @param family      whose rules it is among
 */
public record PolicyRule(Origin origin, int priority, Optional<Cidr> from, Optional<Cidr> to, int mark, int mask,
                         Optional<String> inInterface, int table, Family family) {

    /** Number of the local table. */
    public static final int LOCAL = 255;

    /** A rule of the family of its prefixes; of IPv4 if it has none. */
    public PolicyRule(Origin origin, int priority, Optional<Cidr> from, Optional<Cidr> to, int mark, int mask, Optional<String> inInterface, int table) {
        this(origin, priority, from, to, mark, mask, inInterface, table, from.or(() -> to).map(Cidr::family).orElse(Family.IPV4));
    }

    /** @return a rule for packets with a mark: {@code fwmark mark/mask} */
    public static PolicyRule marked(Origin origin, int priority, int mark, int mask, int table, Family family) {
        return new PolicyRule(origin, priority, Optional.empty(), Optional.empty(), mark, mask, Optional.empty(), table, family);
    }

    /** @return a rule for every packet of IPv4 */
    public static PolicyRule of(Origin origin, int priority, int table) {
        return new PolicyRule(origin, priority, Optional.empty(), Optional.empty(), 0, 0, Optional.empty(), table);
    }

    /** @return whether it asks the local table about every packet */
    public boolean standsForLocal() {
        return table == LOCAL && from.isEmpty() && to.isEmpty() && mask == 0 && inInterface.isEmpty();
    }
}
