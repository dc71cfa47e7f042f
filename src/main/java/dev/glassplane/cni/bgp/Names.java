package dev.glassplane.cni.bgp;

import dev.glassplane.cni.Devices;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Names that Calico gives. */
final class Names {

    /** What the host's ends of pods begin with. */
    static final String PREFIX = "cali";
    /** Every host's end of a pod has this hardware address: the pod asks it for everything. */
    static final String HOST_MAC = "ee:ee:ee:ee:ee:ee";
    private static final int HASH_DIGITS = 11;
    private static final int CHAIN_MAX = 28;

    private Names() {}

    /** The host's end of a pod's veth ({@code libcalico-go/lib/backend/k8s/conversion/workload_endpoint_default.go}). */
    static String veth(String namespace, String pod) {
        return PREFIX + Devices.digest("SHA-1", namespace + "." + pod).substring(0, HASH_DIGITS);
    }

    /** A chain's name of at most 28 characters: the rest of a longer one is {@code _} and a hash ({@code felix/hashutils/hashutils.go}). */
    static String chain(String prefix, String rest) {
        int length = prefix.length() + rest.length();
        if (length > CHAIN_MAX || length == CHAIN_MAX && rest.startsWith("_")) {
            byte[] hash = FelixChain.digest("SHA-256", rest.getBytes(StandardCharsets.UTF_8));
            return prefix + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, CHAIN_MAX - 1 - prefix.length());
        }
        return prefix + rest;
    }
}
