package dev.glassplane.trace.request;

/** In which service mode a packet is asked about. */
public sealed interface ModeWish {

    /** Every node in the mode that it runs. */
    record AsConfigured() implements ModeWish {}

    /**
     * As if every node ran one mode.
     *
     * @param mode its word, for example {@code nftables}
     */
    record Everywhere(String mode) implements ModeWish {}

    /** In every mode that can run, beside each other. */
    record Compare() implements ModeWish {}

    /** Word of {@link AsConfigured}. */
    String AS_CONFIGURED = "as-configured";
    /** Word of {@link Compare}. */
    String COMPARE = "compare";

    /** @return the wish that a word stands for; a mode's word is not checked */
    static ModeWish of(String word) {
        return switch (word) {
            case AS_CONFIGURED -> new AsConfigured();
            case COMPARE -> new Compare();
            default -> new Everywhere(word);
        };
    }

    /** @return as users write it */
    default String word() {
        return switch (this) {
            case AsConfigured _ -> AS_CONFIGURED;
            case Compare _ -> COMPARE;
            case Everywhere everywhere -> everywhere.mode();
        };
    }
}
