package dev.glassplane.policy.endpoints;

import dev.glassplane.image.Service;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a rule came to, with where it comes from.
 *
 * @param rule     index of the rule in its list
 * @param peer     index of the peer in the rule; empty if the rule names none
 * @param service  the Service whose ClusterIP it is, for egress
 * @param endpoint addresses and ports
 */
public record Resolved(int rule, OptionalInt peer, Optional<Service> service, ResolvedEndpoint endpoint) {}
