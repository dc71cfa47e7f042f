package dev.glassplane.linux.conntrack;

/**
 * One tracked connection.
 *
 * @param original    tuple of the first packet, as it arrived
 * @param reply       tuple that an answer will have when it arrives; differs from the inverted original where NAT applies
 * @param mark        connection mark
 * @param established whether a reply was seen
 * @param served      whether a virtual server, not NAT, sends it elsewhere: the reply tuple then has the real server
 */
public record Connection(Tuple original, Tuple reply, int mark, boolean established, boolean served) {

    /** A connection that no virtual server takes part in. */
    public Connection(Tuple original, Tuple reply, int mark, boolean established) {
        this(original, reply, mark, established, false);
    }

    /** @return whether NAT translated the destination */
    public boolean destinationTranslated() {
        return !served && (!reply.source().equals(original.destination()) || reply.sourcePort() != original.destinationPort());
    }

    /** @return whether the source was translated */
    public boolean sourceTranslated() {
        return !reply.destination().equals(original.source()) || reply.destinationPort() != original.sourcePort();
    }

    /** @return the same connection with another reply tuple */
    public Connection withReply(Tuple other) {
        return new Connection(original, other, mark, established, served);
    }

    /** @return the same connection, now that a virtual server sends it to this real server */
    public Connection servedBy(Tuple other) {
        return new Connection(original, other, mark, established, true);
    }

    /** @return the same connection after its first answer */
    public Connection answered() {
        return new Connection(original, reply, mark, true, served);
    }

    /** @return the same connection with another mark */
    public Connection withMark(int other) {
        return new Connection(original, reply, other, established, served);
    }
}
