package dev.glassplane.registry;

/**
 * How to write.
 *
 * @param subresource     empty, {@code status}, {@code scale}, {@code binding}
 * @param fieldManager    who writes
 * @param fieldValidation what happens to unknown and duplicate fields
 * @param dryRun          do everything but store
 * @param warnings        gets texts for {@code Warning} headers
 */
public record WriteOptions(String subresource, String fieldManager, FieldValidation fieldValidation, boolean dryRun,
                           java.util.function.Consumer<String> warnings) {

    /** The API's {@code fieldValidation} parameter. */
    public enum FieldValidation {
        IGNORE, WARN, STRICT
    }

    /** @return options for a controller of this name */
    public static WriteOptions by(String fieldManager) {
        return new WriteOptions("", fieldManager, FieldValidation.IGNORE, false, warning -> { });
    }

    /** @return the same for a subresource */
    public WriteOptions on(String other) {
        return new WriteOptions(other, fieldManager, fieldValidation, dryRun, warnings);
    }
}
