package dev.glassplane.linux.ipset;

import dev.glassplane.net.Origin;
import java.util.Optional;

/**
 * What a set said of a packet.
 *
 * @param set    asked
 * @param key    the member that was looked for, in the tool's form
 * @param member the member that was found, empty if there is none
 * @param probes buckets or bits looked at: one, or one for each prefix length tried
 * @param origin who made it a member; empty for a miss
 */
public record SetAnswer(IpSet set, String key, Optional<SetMember> member, int probes, Optional<Origin> origin) {

    /** @return whether the packet is in the set */
    public boolean hit() {
        return member.isPresent();
    }
}
