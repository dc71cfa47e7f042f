package dev.glassplane.trace.request;

/** How much the text says. */
public enum Detail {
    /** Outcome, translations, deliveries. */
    minimal,
    /** Every rule that did something. */
    summary,
    /** Every rule that matched, as the tool prints it, with the rules passed; digests of the tables. */
    full
}
