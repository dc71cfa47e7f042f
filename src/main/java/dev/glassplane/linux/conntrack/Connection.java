package dev.glassplane.linux.conntrack;

/**
 * One tracked connection.
 *
 * @param original    tuple of the first packet, as it arrived
 * @param reply       tuple that an answer will have when it arrives; differs from the inverted original where NAT applies
 * @param mark        connection mark
 * @param established whether a reply was seen
 */
public record Connection(Tuple original, Tuple reply, int mark, boolean established) {

    /** @return whether the destination was translated */
    public boolean destinationTranslated() {
        return !reply.source().equals(original.destination()) || reply.sourcePort() != original.destinationPort();
    }

    /** @return whether the source was translated */
    public boolean sourceTranslated() {
        return !reply.destination().equals(original.source()) || reply.destinationPort() != original.sourcePort();
    }

    /** @return the same connection with another mark */
    public Connection withMark(int other) {
        return new Connection(original, reply, other, established);
    }
}
