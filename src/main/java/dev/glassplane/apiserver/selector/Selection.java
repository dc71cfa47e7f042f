package dev.glassplane.apiserver.selector;

import dev.glassplane.apiserver.wire.Query;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.Kind;
import dev.glassplane.store.Stored;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which objects of a kind a request is about.
 *
 * @param namespace empty for all
 * @param labels    label selector
 * @param fields    field selector
 */
public record Selection(String namespace, LabelSelector labels, FieldSelector fields) implements Predicate<Stored> {

    /**
     * @param namespace  of the path, empty for all
     * @param selectable fields that the kind's definition adds
     * @throws ApiException 400 if a selector is wrong
     */
    public static Selection of(Kind kind, List<String> selectable, String namespace, Query query) {
        return new Selection(namespace, LabelSelector.parse(query.text("labelSelector")),
                FieldSelector.parse(query.text("fieldSelector"), SelectableFields.of(kind, selectable)));
    }

    /** @return whether there is a selector besides the namespace */
    public boolean selects() {
        return !labels.isEverything() || !fields.isEverything();
    }

    @Override
    public boolean test(Stored stored) {
        return (namespace.isEmpty() || stored.key().namespace().equals(namespace))
                && (labels.isEverything() || labels.matches(stored.object().path("metadata").path("labels")))
                && (fields.isEverything() || fields.matches(stored.object()));
    }
}
