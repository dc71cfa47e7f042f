/** Deletes what nobody owns any more. Counterpart: the garbage collector of kube-controller-manager. */
package dev.glassplane.controller.gc;
