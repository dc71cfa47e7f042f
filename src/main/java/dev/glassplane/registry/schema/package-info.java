/**
 * Types of fields: read from fabric8's model classes for built-in kinds and from {@code openAPIV3Schema} for definition files. Decodes JSON
 * against them with kube-apiserver's error texts, and describes them as OpenAPI v3.
 */
package dev.glassplane.registry.schema;
