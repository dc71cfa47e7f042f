package dev.glassplane.vpc;

/** How the VPC CNI's source NAT finds a new source port: AWS_VPC_K8S_CNI_RANDOMIZESNAT. */
public enum SnatPort {
    /** {@code prng}, also where the variable is empty or has another value: {@code --random-fully}. */
    PRNG,
    /** {@code hashrandom}: {@code --random}. */
    HASHRANDOM,
    /** {@code none}: the old port if it is free. */
    NONE;

    /** @return what the variable's value means */
    static SnatPort of(String value) {
        return switch (value) {
            case "hashrandom" -> HASHRANDOM;
            case "none" -> NONE;
            default -> PRNG;
        };
    }
}
