package dev.glassplane.linux.stack;

import dev.glassplane.net.Origin;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * A machine other than a netfilter rule decided something: a scheduler of virtual servers chose, a BPF program translated, passed or dropped.
 *
 * @param place    where on the packet's way, as in {@link Lookup}
 * @param result   one word: {@code schedule}, {@code dnat}, {@code snat}, {@code redirect}, {@code pass}, {@code drop}, ...
 * @param evidence one sentence or the state that it followed from, as its tool prints it
 * @param origin   whose object it follows from, empty for the machine's own rules
 * @param change   set if the header changed
 * @param chosen   set if it was one of several options
 */
public record Decision(String place, String result, String evidence, Optional<Origin> origin, Optional<StackStep.Translated> change,
                       Optional<Chosen> chosen) {

    /** Result of a look-up that missed an entry because its map was full when it should have been written. */
    public static final String MAP_FULL = "map-full";

    /**
     * @param of          options there were
     * @param index       the one taken, from 1
     * @param probability of the one taken, as a draw gave it; 1 if it had to be this one
     * @param by          {@code random}, {@code hash}, {@code affinity}, or the scheduler's name
     */
    public record Chosen(int of, int index, BigFraction probability, String by) {}
}
