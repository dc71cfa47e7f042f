package dev.glassplane.linux.ipvs;

import org.apache.commons.numbers.fraction.BigFraction;

/**
 * A scheduler's choice.
 *
 * @param to          the real server
 * @param of          real servers that get their turn
 * @param index       of the chosen one among them, from 1
 * @param probability its long-run share of new connections; 1 if it had to be this one
 * @param evidence    what it followed from, one sentence
 */
public record Scheduled(Destination to, int of, int index, BigFraction probability, String evidence) {

    /** @return the only possible choice */
    static Scheduled certain(Destination to, String evidence) {
        return new Scheduled(to, 1, 1, BigFraction.ONE, evidence);
    }
}
