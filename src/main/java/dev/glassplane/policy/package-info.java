/**
 * NetworkPolicies: {@code model} reads them and knows what they mean, {@code endpoints} resolves them into PolicyEndpoints as the network policy
 * controller of EKS does, {@code agent} writes those into the maps of BPF programs at the pods, as the network policy agent does on each node. Never
 * decides a packet itself: the programs in {@code linux.bpf.program} do. Counterparts: {@code aws/amazon-network-policy-controller-k8s},
 * {@code aws/aws-network-policy-agent}.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"calico", "dataplane", "image", "registry", "store", "linux::*", "vpc", "net"})
package dev.glassplane.policy;
