/** HTTP as the Kubernetes API uses it: query parameters, media types, bodies in JSON and YAML, {@code Status} answers. Knows no kinds. */
package dev.glassplane.apiserver.wire;
