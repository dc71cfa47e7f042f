/** The OpenAPI v3 documents of the Kubernetes paths, one per group version, made from the kinds' schemas. */
package dev.glassplane.apiserver.openapi;
