/** Writes Event objects for whoever has something to tell: the counterpart of {@code client-go: tools/record}. */
package dev.glassplane.registry.events;
