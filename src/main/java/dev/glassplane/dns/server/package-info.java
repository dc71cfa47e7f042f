/** CoreDNS as a whole: which server block and which plugins answer, in their order. */
package dev.glassplane.dns.server;
