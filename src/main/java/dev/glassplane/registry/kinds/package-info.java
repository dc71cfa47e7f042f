/**
 * Which kinds are served: the built-in table, the CustomResourceDefinition files of the class path, and for each kind its rules
 * ({@link dev.glassplane.registry.kinds.Strategy}).
 */
package dev.glassplane.registry.kinds;
