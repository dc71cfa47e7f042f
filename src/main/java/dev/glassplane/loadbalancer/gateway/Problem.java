package dev.glassplane.loadbalancer.gateway;

/**
 * Why a reference of a route leads nowhere.
 *
 * @param reason  of the condition ResolvedRefs
 * @param message for people
 */
record Problem(String reason, String message) {}
