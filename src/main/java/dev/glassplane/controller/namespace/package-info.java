/**
 * What every namespace has and how it ends: ServiceAccount {@code default}, ConfigMap {@code kube-root-ca.crt}, deletion of everything in it.
 * Counterparts: the namespace, serviceaccount and root-ca-cert-publisher controllers.
 */
package dev.glassplane.controller.namespace;
