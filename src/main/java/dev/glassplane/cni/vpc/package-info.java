/**
 * The VPC CNI: {@link dev.glassplane.cni.vpc.AwsNodeProgrammer} decides what is programmed when, {@code NodeTables} writes a node's devices,
 * routes and policy rules, {@code SnatRules} its iptables rules, {@code PodWiring} a pod's veth pair. The counterpart is aws-node of
 * {@code aws/amazon-vpc-cni-k8s} v1.23.1.
 */
package dev.glassplane.cni.vpc;
