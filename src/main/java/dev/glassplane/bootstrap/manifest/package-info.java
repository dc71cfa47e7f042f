/**
 * Manifests in and out of a whole cluster: files that a start begins with, {@code kubectl get -o yaml} of a real cluster that is read in with
 * its addresses, and an export that a real cluster takes.
 */
package dev.glassplane.bootstrap.manifest;
