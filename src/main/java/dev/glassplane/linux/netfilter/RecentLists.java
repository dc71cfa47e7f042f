package dev.glassplane.linux.netfilter;

import dev.glassplane.net.Ip;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** {@code xt_recent}: named lists of source addresses with the time they were last seen. Not thread-safe. */
public final class RecentLists {

    private record Key(String list, Ip source) {}

    private final Map<Key, Instant> seen = new HashMap<>();

    /** Remembers the source in the list at this time. */
    public void set(String list, Ip source, Instant now) {
        seen.put(new Key(list, source), now);
    }

    /** @return whether the source was set in the list at most {@code seconds} ago */
    public boolean check(String list, Ip source, int seconds, Instant now) {
        Instant last = seen.get(new Key(list, source));
        return last != null && !last.isBefore(now.minus(Duration.ofSeconds(seconds)));
    }
}
