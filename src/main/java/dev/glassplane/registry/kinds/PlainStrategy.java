package dev.glassplane.registry.kinds;

/**
 * A kind without rules of its own.
 *
 * @param hasGeneration whether {@code metadata.generation} is kept
 */
record PlainStrategy(boolean hasGeneration) implements Strategy {}
