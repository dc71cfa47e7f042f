/**
 * Addresses, prefixes, ports and packets as values. Owns no state, knows no Kubernetes and no Spring; everything above speaks in these
 * types instead of strings.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {})
package dev.glassplane.net;
