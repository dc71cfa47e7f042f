/** Disruption budgets: how many pods may be evicted now (kubernetes/kubernetes: pkg/controller/disruption). */
package dev.glassplane.controller.disruption;
