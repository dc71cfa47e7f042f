package dev.glassplane.linux.netfilter;

import dev.glassplane.net.Origin;
import java.util.List;

/**
 * One rule: every match must hold, then the statement acts.
 *
 * @param origin    who put it there and why
 * @param matches   in the order in which the tool prints them ({@code -s -d -i -o -p} first is the printer's business)
 * @param statement what happens on a match
 */
public record Rule(Origin origin, List<Match> matches, Statement statement) {

    public Rule {
        matches = List.copyOf(matches);
    }
}
