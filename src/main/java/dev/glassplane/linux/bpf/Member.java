package dev.glassplane.linux.bpf;

/** Value of a map that is a set: one byte of zero. */
public enum Member {
    YES;

    /** @return {@code 0} */
    @Override
    public String toString() {
        return "0";
    }
}
