/**
 * The network policy agent of the VPC CNI ({@code aws/aws-network-policy-agent}): {@code AgentProgrammer} decides which pods' maps are written when,
 * {@code RuleEntries} what stands in them.
 */
package dev.glassplane.policy.agent;
