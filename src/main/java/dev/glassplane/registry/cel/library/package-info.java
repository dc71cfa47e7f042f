/** The functions that Kubernetes adds to CEL. Source: {@code apiserver: pkg/cel/library}. */
package dev.glassplane.registry.cel.library;
