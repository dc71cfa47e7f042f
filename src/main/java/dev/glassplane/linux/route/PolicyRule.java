package dev.glassplane.linux.route;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Origin;
import java.util.Optional;

/**
 * One line of {@code ip rule}. The three rules that every host has (0 local, 32766 main, 32767 default) are added by
 * {@link RoutingTables}.
 *
 * @param origin      who put it there
 * @param priority    smaller is asked first
 * @param from        source prefix
 * @param to          destination prefix
 * @param mark        {@code fwmark mark/mask}; mask 0 means no mark condition
 * @param mask        see mark
 * @param inInterface {@code iif}
 * @param table       table that is looked up
 */
public record PolicyRule(Origin origin, int priority, Optional<Cidr> from, Optional<Cidr> to, int mark, int mask,
                         Optional<String> inInterface, int table) {}
