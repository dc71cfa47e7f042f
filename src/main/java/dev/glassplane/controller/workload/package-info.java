/**
 * Controllers that make pods: Deployment, ReplicaSet, StatefulSet, DaemonSet. Counterparts: the controllers of these names in
 * kube-controller-manager.
 */
package dev.glassplane.controller.workload;
