package dev.glassplane.registry;

import java.util.Optional;

/**
 * The API's DeleteOptions.
 *
 * @param gracePeriodSeconds  for pods; empty takes the pod's own
 * @param propagation         what happens to dependents; empty takes the kind's default
 * @param uid                 precondition
 * @param resourceVersion     precondition
 * @param dryRun              do everything but store
 */
public record DeleteOptions(Optional<Long> gracePeriodSeconds, Optional<Propagation> propagation, Optional<String> uid,
                            Optional<String> resourceVersion, boolean dryRun) {

    /** The API's propagationPolicy. */
    public enum Propagation {
        ORPHAN, BACKGROUND, FOREGROUND
    }

    /** No preconditions, the kind's defaults. */
    public static final DeleteOptions DEFAULT =
            new DeleteOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    /** At once, without grace. */
    public static final DeleteOptions NOW =
            new DeleteOptions(Optional.of(0L), Optional.empty(), Optional.empty(), Optional.empty(), false);
}
