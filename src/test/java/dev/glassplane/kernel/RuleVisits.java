package dev.glassplane.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One packet's way through the rules of a host, as the kernel's trace tells it. The trace names only rules that matched; how many were asked
 * follows from their positions: all rules of a chain up to the one that matched, and all the rest of a chain that was left at its end.
 */
final class RuleVisits {

    private final List<String> matched = new ArrayList<>();
    private final Deque<Frame> frames = new ArrayDeque<>();
    private int evaluated;
    private boolean repeated;
    private boolean arrived;

    /** A chain under way; {@code position} is that of the last rule that is known to have been asked. */
    private static final class Frame {
        final String chain;
        final int length;
        int position;

        Frame(String chain, int length) {
            this.chain = chain;
            this.length = length;
        }
    }

    /**
     * The packet starts here or comes in. Over IPv4 a probe ends before it would send its first packet again, so that every arrival is one of the
     * first packet, which may visit a host more than once. Over IPv6 the first packet may be repeated: only its first visit counts.
     */
    void arrives(boolean sixth, boolean loopback) {
        repeated |= sixth && arrived && !loopback;
        arrived = true;
    }

    /** A base chain begins. */
    void enters(String chain, int length) {
        frames.clear();
        frames.push(new Frame(chain, length));
    }

    /** A rule matched. */
    void matches(String chain, int position, String verdict, String target, int targetLength) {
        if (repeated) {
            return;
        }
        while (!frames.isEmpty() && (!frames.peek().chain.equals(chain) || frames.peek().position >= position)) {
            leave();
        }
        if (frames.isEmpty()) {
            throw new IllegalStateException("rule " + position + " of chain " + chain + " matched, but nothing led there; so far " + matched);
        }
        evaluated += position - frames.peek().position;
        frames.peek().position = position;
        String[] words = chain.split(" ", 3);
        matched.add(words[1] + "/" + words[2] + "/" + position + " " + verdict);
        switch (verdict) {
            case "continue" -> { }
            case "jump" -> frames.push(new Frame(target, targetLength));
            case "goto" -> {
                frames.pop();
                frames.push(new Frame(target, targetLength));
            }
            case "return" -> frames.pop();
            default -> frames.clear();
        }
    }

    /** The base chain's policy decided. */
    void ends() {
        while (!frames.isEmpty()) {
            leave();
        }
    }

    private void leave() {
        Frame frame = frames.pop();
        evaluated += repeated ? 0 : frame.length - frame.position;
    }

    /** @return {@code table/CHAIN/position verdict} in order */
    List<String> matched() {
        return List.copyOf(matched);
    }

    /** @return how many rules were asked */
    int evaluated() {
        return evaluated;
    }
}
