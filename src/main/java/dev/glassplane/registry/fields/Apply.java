package dev.glassplane.registry.fields;

import dev.glassplane.registry.fields.Manager.Operation;
import dev.glassplane.registry.fields.Ownership.Applied;
import dev.glassplane.registry.schema.Schema.Struct;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One server-side apply.
 *
 * @param schema  of the kind
 * @param ignored parts that this write cannot touch, by the names of top-level fields
 * @param by      who applies
 * @param force   take over what others own
 * @param now     as metav1.Time prints it
 */
public record Apply(Struct schema, List<String> ignored, Manager by, boolean force, String now) {

    /** Annotation in which client-side apply keeps what it applied. */
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    /** Manager that may take over from client-side apply. */
    private static final String KUBECTL = "kubectl";
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * @param live   the object now without managedFields; the bare kind if there is none
     * @param owners who owns what of it now
     * @param config what the manager wants, decoded without defaults
     * @throws dev.glassplane.registry.ApiException 409 if others own what would change, 500 for a list whose items cannot be told apart
     */
    public Applied to(ObjectNode live, Ownership owners, ObjectNode config) {
        try {
            return applied(live, owners, config, force);
        } catch (ConflictException e) {
            ConflictException left = by.name().equals(KUBECTL) ? e.without(lastApplied(live)) : e;
            if (left != null) {
                throw left;
            }
            return applied(live, owners, config, true);
        } catch (PathElements.BadListException e) {
            throw new dev.glassplane.registry.ApiException(500, "", "failed to create typed patch object: " + e.getMessage(), null);
        }
    }

    private Applied applied(ObjectNode live, Ownership owners, ObjectNode config, boolean forced) {
        FieldSet out = ignored.stream().map(field -> FieldSet.path(PathElements.field(field))).reduce(FieldSet.EMPTY, FieldSet::union);
        Applied applied = owners.applied(schema, live, config, out, by, forced, now);
        return by.name().equals(KUBECTL) && lastAppliedText(live).isPresent() ? withLastApplied(applied, config) : applied;
    }

    /** kubectl keeps the annotation up to date, so that one may go back to client-side apply. */
    private static Applied withLastApplied(Applied applied, ObjectNode config) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.setAll(applied.object());
        ObjectNode metadata = ((ObjectNode) object.get("metadata")).deepCopy();
        ObjectNode annotations = metadata.get("annotations") instanceof ObjectNode found ? found : metadata.putObject("annotations");
        annotations.put(LAST_APPLIED, config + "\n");
        object.set("metadata", metadata);
        return new Applied(object, applied.owners());
    }

    private static Optional<String> lastAppliedText(ObjectNode live) {
        JsonNode text = live.path("metadata").path("annotations").path(LAST_APPLIED);
        return text.isString() ? Optional.of(text.stringValue()) : Optional.empty();
    }

    /** Fields that client-side apply set last and that nobody has changed since. */
    private FieldSet lastApplied(ObjectNode live) {
        try {
            JsonNode config = lastAppliedText(live).<JsonNode>map(JSON::readTree).orElse(null);
            if (!(config instanceof ObjectNode object)) {
                return FieldSet.EMPTY;
            }
            Comparison since = Comparison.of(schema, object, live);
            return FieldTrees.claimed(schema, object).difference(since.written()).difference(since.removed());
        } catch (JacksonException | PathElements.BadListException _) {
            return FieldSet.EMPTY;
        }
    }

    /** @return the manager of an apply */
    public static Manager manager(String name, String apiVersion, String subresource) {
        return new Manager(name, Operation.APPLY, apiVersion, subresource);
    }

    /** @return the manager of any other write */
    public static Manager updater(String name, String apiVersion, String subresource) {
        return new Manager(name, Operation.UPDATE, apiVersion, subresource);
    }
}
