/** Which of the replicas runs the control loops: a Lease, as client-go's leader election holds it. */
package dev.glassplane.image.election;
