package dev.glassplane.trace.walk;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.device.Place;
import dev.glassplane.trace.model.Assumption;
import java.util.Optional;
import java.util.Set;

/**
 * The packet that a question means.
 *
 * @param place       where it starts
 * @param packet      as it is sent
 * @param target      what it is meant for, in words
 * @param assumptions what was taken for granted to find it
 * @param published   private address that the internet is assumed to reach
 * @param anywhere    whether the sender's own place is unknown, so that only the answer's addresses can be checked
 */
record Start(Place place, Packet packet, String target, Set<Assumption> assumptions, Optional<Ip> published, boolean anywhere) {}
