/** NetworkPolicies as values, and what the Kubernetes API says that they mean, whoever enforces them. */
package dev.glassplane.policy.model;
