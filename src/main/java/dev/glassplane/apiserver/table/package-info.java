/** What {@code kubectl get} prints: the {@code meta.k8s.io/v1} Table, its columns and cells per kind. Counterpart: {@code pkg/printers}. */
package dev.glassplane.apiserver.table;
