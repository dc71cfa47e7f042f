/** Links, addresses, routes, policy rules and neighbours, the kernel's look-up through them and the printers of iproute2. */
@org.springframework.modulith.NamedInterface("route")
package dev.glassplane.linux.route;
