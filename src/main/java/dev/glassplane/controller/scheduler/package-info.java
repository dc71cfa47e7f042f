/**
 * Which node a pod runs on. {@link dev.glassplane.controller.scheduler.SchedulerLoop} keeps a picture of nodes and pods and asks
 * {@link dev.glassplane.controller.scheduler.Placement}, a deterministic function. Counterpart: kube-scheduler with its default plugins.
 */
package dev.glassplane.controller.scheduler;
