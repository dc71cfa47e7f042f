package dev.glassplane.vpc;

/**
 * What aws-node's environment says about security groups for pods.
 *
 * @param enabled         ENABLE_POD_ENI: nodes ask for a trunk interface, pods that a SecurityGroupPolicy selects get branch interfaces
 * @param strict          POD_SECURITY_GROUP_ENFORCING_MODE is {@code strict}: all traffic of such a pod passes its branch interface
 * @param tcpEarlyDemux   unless DISABLE_TCP_EARLY_DEMUX: the kernel gives answers of strict pods to the node's own sockets before it looks at
 *                        policy rules, and TCP probes of kubelet fail
 */
public record PodEniSettings(boolean enabled, boolean strict, boolean tcpEarlyDemux) {}
