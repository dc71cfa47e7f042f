package dev.glassplane.linux.netfilter;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Declaration of a named set, or of a map to verdicts.
 *
 * @param orderKey sets of a table are listed by this text, then by name; nft lists them in the order of their making
 * @param key      types of the key's values
 * @param verdicts whether it is a map to verdicts
 * @param size     most elements, 0 if not limited
 * @param flags    possibly none
 * @param timeout  how long an element stays that a rule puts in; empty for ever
 * @param comment  free text
 */
public record NftSet(String orderKey, List<NftValue.Type> key, boolean verdicts, int size, Set<Flag> flags, Optional<Duration> timeout,
                     Optional<String> comment) {

    /** Flags that are modelled. */
    public enum Flag {
        /** Rules may put elements in. */
        DYNAMIC,
        /** Elements vanish in time. */
        TIMEOUT
    }

    public NftSet {
        key = List.copyOf(key);
        flags = Collections.unmodifiableSet(new TreeSet<>(flags));
    }

    /** @return whether rules put elements in */
    public boolean dynamic() {
        return flags.contains(Flag.DYNAMIC);
    }
}
