package dev.glassplane.registry.kinds;

import java.util.Optional;

/**
 * A kind that is kept for clients that write and read it, and that nothing here acts on.
 *
 * @param consequence what does not happen, for the warning that a create gets
 */
record StoredStrategy(String consequence) implements Strategy {

    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public Optional<String> warning() {
        return Optional.of(consequence + " (limit: stored-only-kinds)");
    }
}
