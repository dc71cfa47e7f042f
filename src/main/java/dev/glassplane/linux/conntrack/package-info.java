/** Connections that the host has seen: tuples, state, marks and translations. */
@org.springframework.modulith.NamedInterface("conntrack")
package dev.glassplane.linux.conntrack;
