/** CoreDNS's plugin kubernetes as a pure function of an image: which records a name of the cluster has. */
package dev.glassplane.dns.zone;
