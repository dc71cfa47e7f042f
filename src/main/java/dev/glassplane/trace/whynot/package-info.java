/**
 * Why a packet does not arrive, and which edits would let it: candidates from a closed grammar, each proved by a trace over the tables that would
 * follow. Nothing is written.
 */
package dev.glassplane.trace.whynot;
