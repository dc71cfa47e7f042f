/** What a DNS server says to one question. Records and names are dnsjava's. */
package dev.glassplane.dns.message;
