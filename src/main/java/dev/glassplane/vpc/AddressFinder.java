package dev.glassplane.vpc;

import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Picks free addresses of subnets during one run of a control loop: ascending from offset 10, the offsets 4 to 9 last. What it gave out or
 * was told of counts as taken, although no image shows it yet.
 */
public final class AddressFinder {

    /** Offset of the first address that is handed out: small ones stay for what people set up by hand. */
    private static final long FIRST_OFFSET = 10;

    private final Vpc vpc;
    private final Set<Ip> taken = new HashSet<>();
    private final Set<Ip> returned = new HashSet<>();
    private final Map<String, Long> cursors = new HashMap<>();

    /** @param vpc what is taken so far */
    public AddressFinder(Vpc vpc) {
        this.vpc = vpc;
    }

    /**
     * Takes several addresses or none, as EC2 does.
     *
     * @return the addresses, empty if the subnet has not that many
     */
    public Optional<List<Ip>> take(Subnet subnet, int count) {
        List<Ip> found = new ArrayList<>(count);
        long places = places(subnet);
        long place = cursors.getOrDefault(subnet.id(), 0L);
        for (; place < places && found.size() < count; place++) {
            Ip ip = subnet.cidr().at(offset(subnet, place));
            if (free(ip)) {
                found.add(ip);
            }
        }
        if (found.size() < count) {
            return Optional.empty();
        }
        cursors.put(subnet.id(), place);
        taken.addAll(found);
        return Optional.of(found);
    }

    /** @return whether nobody has the address */
    public boolean free(Ip ip) {
        return !taken.contains(ip) && (returned.contains(ip) || !vpc.holders().containsKey(ip));
    }

    /** Notes that the address is taken. */
    public void claim(Ip ip) {
        taken.add(ip);
    }

    /** Gives an address back. */
    public void giveBack(Ip ip) {
        taken.remove(ip);
        returned.add(ip);
        cursors.clear();
    }

    /** Number of offsets that can be used: all but the four first and the last. */
    private static long places(Subnet subnet) {
        return subnet.usable();
    }

    /** Offsets 10, 11, ... and then 4 to 9, as far as the subnet reaches. */
    private static long offset(Subnet subnet, long place) {
        long upper = Math.max(0, subnet.cidr().size() - 1 - FIRST_OFFSET);
        return place < upper ? FIRST_OFFSET + place : Subnet.FIRST_USABLE + (place - upper);
    }
}
