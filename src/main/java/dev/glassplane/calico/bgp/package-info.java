/** BGP between nodes, reflectors and the fabric: sessions, the routes that each speaker ends up with, and BIRD's texts about them. */
@org.springframework.modulith.NamedInterface("bgp")
package dev.glassplane.calico.bgp;
