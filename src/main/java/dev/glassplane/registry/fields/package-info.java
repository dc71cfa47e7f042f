/**
 * Who owns which field: server-side apply and {@code metadata.managedFields}, as pure functions over schemas and JSON trees. The rules are
 * those of {@code kubernetes-sigs/structured-merge-diff} (packages {@code fieldpath}, {@code typed}, {@code merge}) and of
 * {@code apimachinery: pkg/util/managedfields}. {@link dev.glassplane.registry.fields.FieldSet} is a set of paths,
 * {@link dev.glassplane.registry.fields.FieldTrees} walks objects by their schema, {@link dev.glassplane.registry.fields.Ownership} decides
 * what a write does to the owners, {@link dev.glassplane.registry.fields.ManagedFields} is the form in which objects carry them.
 */
package dev.glassplane.registry.fields;
