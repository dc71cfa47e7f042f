/**
 * The one picture of the truth: an immutable {@link dev.glassplane.image.ClusterImage} at a revision, built by one loader thread from the
 * log and handed to publishers in a fixed order; and the clock and runner of the control loops that read it. The real-world counterparts
 * are the watch cache and informers.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"registry", "store", "net"})
package dev.glassplane.image;
