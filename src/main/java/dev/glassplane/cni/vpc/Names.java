package dev.glassplane.cni.vpc;

import dev.glassplane.vpc.HostVeth;

/** Names of veths. */
final class Names {

    private Names() {}

    /** The host's end of a pod's veth ({@code aws/amazon-vpc-cni-k8s: pkg/networkutils/names.go}): default/sample-pod is enicc21c2d7785. */
    static String veth(String prefix, String namespace, String pod) {
        return HostVeth.name(prefix, namespace, pod);
    }
}
