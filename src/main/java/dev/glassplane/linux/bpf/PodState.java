package dev.glassplane.linux.bpf;

/** What an agent knows of the pods that share a pod state map ({@code aws/aws-network-policy-agent: pkg/ebpf/c}); the ordinal is the byte in the map. */
public enum PodState {
    /** Policies select them: what no rule lets through is dropped. */
    POLICIES_APPLIED,
    /** No policy selects them, and everything passes. */
    DEFAULT_ALLOW,
    /** No policy selects them, and nothing passes. */
    DEFAULT_DENY;

    /** Key of the state that NetworkPolicies lead to. */
    public static final int NETWORK_POLICY_KEY = 0;
    /** Key of the state that cluster-wide policies lead to. */
    public static final int CLUSTER_POLICY_KEY = 1;
}
