package dev.glassplane.trace.matrix;

import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.trace.matrix.PortWish.Door;
import dev.glassplane.trace.model.ClientSees;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.ReasonCode;
import java.util.List;
import java.util.Optional;

/**
 * Who reaches whom.
 *
 * @param revision of the tables that judged
 * @param senders  pods that ask: the rows
 * @param targets  pods and ports that are asked: the columns
 * @param cells    results by row and column
 * @param results  the kinds of results that there are, in the order in which they first appear
 * @param leftOut  pods that cannot be asked or ask, and why
 * @param notes    what traces noted beside the packets' ways
 */
public record Matrix(Revision revision, List<ObjectKey> senders, List<Target> targets, List<List<Result>> cells, List<Tally> results,
                     List<LeftOut> leftOut, List<String> notes) {

    public Matrix {
        senders = List.copyOf(senders);
        targets = List.copyOf(targets);
        cells = List.copyOf(cells);
        results = List.copyOf(results);
        leftOut = List.copyOf(leftOut);
        notes = List.copyOf(notes);
    }

    /** A port of a pod. */
    public record Target(ObjectKey pod, Door door) {

        /** @return {@code demo/web:80/TCP} */
        @Override
        public String toString() {
            return pod.qualifiedName() + ":" + door;
        }
    }

    /** A pod without row or column, or without both. */
    public record LeftOut(ObjectKey pod, String why) {}

    /**
     * What became of a packet and its answer.
     *
     * @param outcome of the first packet; empty if the sender cannot send it
     * @param code    why there is no connection
     * @param sees    what the sender sees
     */
    public record Result(Optional<Outcome> outcome, Optional<ReasonCode> code, Optional<ClientSees> sees) {

        /** @return one character for a table */
        public char mark() {
            if (sees.filter(seen -> seen == ClientSees.CONNECTED).isPresent()) {
                return '.';
            }
            if (code.filter(ReasonCode::ofPolicy).isPresent()) {
                return switch (code.get()) {
                    case POLICY_DENIED_EGRESS, DEFAULT_DENY_EGRESS -> 'E';
                    default -> 'I';
                };
            }
            if (outcome.isEmpty() || outcome.get() == Outcome.UNSUPPORTED || outcome.get() == Outcome.INSUFFICIENT_INFO) {
                return '?';
            }
            return outcome.get().arrived() ? '~' : 'x';
        }

        /** @return whether the sender gets an answer */
        public boolean connected() {
            return mark() == '.';
        }
    }

    /**
     * How often a result appears.
     *
     * @param sender   of its first cell
     * @param target   of its first cell
     * @param sentence how the packet of the first cell ended
     */
    public record Tally(Result result, int cells, ObjectKey sender, Target target, String sentence) {}
}
