/** The same packet in several service modes: what is the same, what differs, and the first step where the ways part. Pure functions of traces. */
package dev.glassplane.trace.compare;
