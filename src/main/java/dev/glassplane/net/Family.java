package dev.glassplane.net;

/** IP family, spelled as the Kubernetes API spells it. */
public enum Family {
    IPV4("IPv4", 32),
    IPV6("IPv6", 128);

    private final String word;
    private final int bits;

    Family(String word, int bits) {
        this.word = word;
        this.bits = bits;
    }

    /** @return {@code IPv4} or {@code IPv6} */
    public String word() {
        return word;
    }

    /** @return length of an address in bits */
    public int bits() {
        return bits;
    }
}
