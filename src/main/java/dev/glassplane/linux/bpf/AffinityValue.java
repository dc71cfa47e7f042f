package dev.glassplane.linux.bpf;

/**
 * What a frontend remembers of a client.
 *
 * @param lastUsed  seconds
 * @param backendId the backend it uses
 */
public record AffinityValue(long lastUsed, int backendId) {}
