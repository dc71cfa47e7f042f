/**
 * Checks of names, metadata and the specs of built-in kinds, with the wording of {@code kubernetes/kubernetes: pkg/apis/core/validation}
 * and its neighbours as of 1.34. Pure functions of JSON trees; nothing here is modified.
 */
package dev.glassplane.registry.validation;
