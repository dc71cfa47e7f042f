package dev.glassplane.dns.wire;

/** How a question came. */
public enum Transport {
    /** Answers are limited to what the client says it takes, 512 bytes if it says nothing (RFC 1035, RFC 6891). */
    UDP,
    /** Answers are limited to 65,535 bytes. */
    TCP
}
