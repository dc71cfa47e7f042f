/** Discovery: which groups, versions and resources are served, in the plain and the aggregated form. */
package dev.glassplane.apiserver.discovery;
