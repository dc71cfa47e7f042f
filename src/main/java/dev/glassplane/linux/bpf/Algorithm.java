package dev.glassplane.linux.bpf;

/** How the packet path chooses a backend; the top byte of a master entry. */
public enum Algorithm {
    /** 0: as the agent is configured; printed {@code undef}. */
    DEFAULT("undef"), RANDOM("random"), MAGLEV("maglev");

    private final String word;

    Algorithm(String word) {
        this.word = word;
    }

    /** @return as the agent prints it */
    public String word() {
        return word;
    }
}
