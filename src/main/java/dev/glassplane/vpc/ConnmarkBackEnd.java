package dev.glassplane.vpc;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where aws-node puts the rules that mark connections for the primary interface ({@code aws/amazon-vpc-cni-k8s: pkg/networkutils}). Since v1.23.0 it
 * writes a table of nft's own where iptables works by nf_tables, as it does on the nodes here; before, rules of iptables.
 */
public enum ConnmarkBackEnd {
    /** Chain {@code AWS-CONNMARK-CHAIN-0} of iptables' nat table. */
    IPTABLES,
    /** {@code table ip aws-cni}. */
    NFTABLES;

    private static final Pattern VERSION = Pattern.compile(":v(\\d{1,4})\\.(\\d{1,4})\\.");
    private static final int MAJOR = 1;
    private static final int MINOR_WITH_NFTABLES = 23;

    /** @return the back end of the release that the image's tag names; of the present one if the tag names none */
    static ConnmarkBackEnd ofImage(String image) {
        Matcher version = VERSION.matcher(image);
        if (!version.find()) {
            return NFTABLES;
        }
        int major = Integer.parseInt(version.group(1));
        boolean old = major < MAJOR || major == MAJOR && Integer.parseInt(version.group(2)) < MINOR_WITH_NFTABLES;
        return old ? IPTABLES : NFTABLES;
    }
}
