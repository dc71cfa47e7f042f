package dev.glassplane.registry;

/**
 * A column of {@code kubectl get} that a definition file declares ({@code additionalPrinterColumns} of a CustomResourceDefinition).
 *
 * @param name        header
 * @param type        integer, number, string, boolean or date
 * @param format      OpenAPI format, may be empty
 * @param description text
 * @param priority    0 is always shown, more only with {@code -o wide}
 * @param jsonPath    where the cell comes from, for example {@code .spec.node}
 */
public record PrinterColumn(String name, String type, String format, String description, int priority, String jsonPath) {}
