package dev.glassplane.linux.netfilter;

import dev.glassplane.net.Origin;
import java.util.Optional;

/**
 * An nft set or map was asked.
 *
 * @param name      {@code @service-ips}, or {@code anonymous map}
 * @param key       as nft prints it
 * @param value     what is there: a map's verdict, or the key itself; empty for a miss
 * @param intervals whether the set holds ranges
 * @param origin    who put the element there; empty for a miss and for what a rule put in
 */
public record SetLookup(String name, String key, Optional<String> value, boolean intervals, Optional<Origin> origin) {}
