/** Load runs: many connections on a time line of their own, over hosts that remember them, and how they spread. Pure but for the stop that the caller gives. */
package dev.glassplane.trace.load;
