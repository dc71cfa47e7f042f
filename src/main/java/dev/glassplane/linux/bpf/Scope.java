package dev.glassplane.linux.bpf;

/** Who a frontend's entry is for; frontends with unequal traffic policies exist in both. */
public enum Scope {
    /** 0: traffic from outside, and from inside if there is no other entry. */
    EXTERNAL,
    /** 1: traffic from pods and nodes; printed {@code /i}. */
    INTERNAL
}
