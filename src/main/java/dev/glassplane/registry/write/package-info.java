/**
 * The write path itself: decode, prepare, allocate, validate, ask admissions, append; and the rules that hold for every kind: metadata,
 * namespaces, deletion, retries.
 */
package dev.glassplane.registry.write;
