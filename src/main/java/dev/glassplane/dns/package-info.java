/**
 * What a name means: CoreDNS's answers as a pure function of an image, the walk of a pod's resolver over its search list, and the same answers over
 * real DNS. Counterpart: CoreDNS, and the resolver of the C library. Nothing here ever asks a server outside.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"image", "loadbalancer", "loadbalancer::model", "registry", "store", "vpc", "net"})
package dev.glassplane.dns;
