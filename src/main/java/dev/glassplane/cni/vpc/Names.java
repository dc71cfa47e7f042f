package dev.glassplane.cni.vpc;

import dev.glassplane.cni.Devices;

/** Names of veths. */
final class Names {

    private static final int HASH_DIGITS = 11;

    private Names() {}

    /** The host's end of a pod's veth ({@code aws/amazon-vpc-cni-k8s: pkg/networkutils/names.go}): default/sample-pod is enicc21c2d7785. */
    static String veth(String prefix, String namespace, String pod) {
        return prefix + Devices.digest("SHA-1", namespace + "." + pod).substring(0, HASH_DIGITS);
    }
}
