package dev.glassplane.linux.stack;

import dev.glassplane.linux.conntrack.Conntrack;
import dev.glassplane.linux.netfilter.RecentLists;
import java.time.Instant;

/**
 * What surrounds one walk through one host: its memory, its chance, its time, and who listens.
 *
 * @param decisions answers random choices
 * @param conntrack connections of this host; the walk adds to it
 * @param recent    the host's {@code xt_recent} lists; the walk adds to them
 * @param now       time of the packet
 * @param listener  told about each step in order
 */
public record StackContext(Decisions decisions, Conntrack conntrack, RecentLists recent, Instant now, StepListener listener) {}
