package dev.glassplane.linux.ipset;

/** What the members of a set are made of, and how the kernel keeps them. */
public enum SetType {
    /** Addresses. */
    HASH_IP("hash:ip", 1, 6, 216, 40, 224, 64),
    /** An address with a protocol and port. */
    HASH_IP_PORT("hash:ip,port", 2, 7, 216, 48, 232, 72),
    /** The same with a second address. */
    HASH_IP_PORT_IP("hash:ip,port,ip", 3, 6, 208, 56, 232, 104),
    /** The same with a network instead of the second address. */
    HASH_IP_PORT_NET("hash:ip,port,net", 3, 8, 464, 56, 1256, 104),
    /** Networks. */
    HASH_NET("hash:net", 1, 7, 456, 48, 1240, 72),
    /** Port numbers of TCP and UDP. */
    BITMAP_PORT("bitmap:port", 1, 3, 8264, 0, 8264, 0);

    private final String word;
    private final int dimensions;
    private final int revision;
    private final int emptyBytes;
    private final int memberBytes;
    private final int emptyBytesV6;
    private final int memberBytesV6;

    SetType(String word, int dimensions, int revision, int emptyBytes, int memberBytes, int emptyBytesV6, int memberBytesV6) {
        this.word = word;
        this.dimensions = dimensions;
        this.revision = revision;
        this.emptyBytes = emptyBytes;
        this.memberBytes = memberBytes;
        this.emptyBytesV6 = emptyBytesV6;
        this.memberBytesV6 = memberBytesV6;
    }

    /** @return as the tool writes it */
    public String word() {
        return word;
    }

    /** @return how many fields of a packet make up a member; a rule says for each whether it is the source's or the destination's */
    public int dimensions() {
        return dimensions;
    }

    /** @return whether it is an array of bits rather than a hash */
    public boolean isBitmap() {
        return this == BITMAP_PORT;
    }

    int revision() {
        return revision;
    }

    /** Memory in bytes, where no two members meet in a bucket. */
    int bytes(boolean v4, int members) {
        return v4 ? emptyBytes + memberBytes * members : emptyBytesV6 + memberBytesV6 * members;
    }
}
