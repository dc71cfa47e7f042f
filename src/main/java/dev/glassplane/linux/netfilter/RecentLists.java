package dev.glassplane.linux.netfilter;

import dev.glassplane.net.Ip;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code xt_recent}: named lists of source addresses with the time they were last seen. Not thread-safe. */
public final class RecentLists {

    /** Addresses that a list remembers; one more pushes out the one set longest ago ({@code ip_list_tot} of the kernel module). */
    public static final int ADDRESSES_PER_LIST_MAX = 100;

    private final Map<String, LinkedHashMap<Ip, Instant>> lists = new HashMap<>();

    /** Remembers the source in the list at this time. */
    public void set(String list, Ip source, Instant now) {
        LinkedHashMap<Ip, Instant> seen = lists.computeIfAbsent(list, _ -> new LinkedHashMap<>());
        seen.putLast(source, now);
        if (seen.size() > ADDRESSES_PER_LIST_MAX) {
            seen.pollFirstEntry();
        }
    }

    /** @return whether the source was set in the list at most {@code seconds} ago */
    public boolean check(String list, Ip source, int seconds, Instant now) {
        Instant last = lists.getOrDefault(list, new LinkedHashMap<>()).get(source);
        return last != null && !last.isBefore(now.minus(Duration.ofSeconds(seconds)));
    }
}
