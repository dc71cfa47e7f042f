/** The path of one packet through one host, in the order in which the kernel asks its machines. */
@org.springframework.modulith.NamedInterface("stack")
package dev.glassplane.linux.stack;
