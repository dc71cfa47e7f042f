/**
 * What clients of a server see while others write and processes are killed, checked as etcd's robustness suite does: histories over HTTP must be
 * linearizable per key, watches ordered, complete and resumable, and what was acknowledged must be there.
 */
package dev.glassplane.robustness;
