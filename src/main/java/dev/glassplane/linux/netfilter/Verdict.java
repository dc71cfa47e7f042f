package dev.glassplane.linux.netfilter;

import java.util.Optional;

/** What a base chain decides about a packet. */
public sealed interface Verdict {

    /** Go on with the next base chain. */
    record Accepted() implements Verdict {}

    /** The packet vanishes: by a rule, or by the chain's policy if there is none. */
    record Dropped(ChainId chain, Optional<Rule> rule) implements Verdict {}

    /** The packet is refused with this word of {@code --reject-with}. */
    record Rejected(ChainId chain, Rule rule, String with) implements Verdict {}

    /** The connection gets this translation: a {@code Dnat}, {@code Snat} or {@code Masquerade} statement; the packet goes on. */
    record Translate(ChainId chain, Rule rule, Statement how) implements Verdict {}
}
