/** Reads a Corefile as CoreDNS reads it: server blocks, plugins and their options, with the same refusals. */
package dev.glassplane.dns.corefile;
