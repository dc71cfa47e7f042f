package dev.glassplane.vpc.firewall;

/** Which way a packet crosses an interface or the edge of a subnet. */
public enum Direction {
    /** Into it. */
    INGRESS("inbound", "from"),
    /** Out of it. */
    EGRESS("outbound", "to");

    private final String word;
    private final String preposition;

    Direction(String word, String preposition) {
        this.word = word;
        this.preposition = preposition;
    }

    /** @return {@code inbound} or {@code outbound}, as the EC2 console says */
    public String word() {
        return word;
    }

    /** @return {@code from} or {@code to}: how a rule of this direction names the other end */
    public String preposition() {
        return preposition;
    }

    /** @return {@code ingress} or {@code egress}, as the EC2 API says */
    public String api() {
        return this == INGRESS ? "ingress" : "egress";
    }
}
