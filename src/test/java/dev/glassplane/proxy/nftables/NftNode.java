package dev.glassplane.proxy.nftables;

import dev.glassplane.dataplane.NodeState;
import dev.glassplane.dataplane.TestDataplane;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.KubernetesVersion;
import dev.glassplane.linux.netfilter.NftRuleset;
import dev.glassplane.linux.netfilter.NftTables;
import dev.glassplane.proxy.ProxyProgrammers;
import dev.glassplane.proxy.ProgrammedNode;

/** Nodes as kube-proxy programs them in nftables mode. */
public final class NftNode {

    private NftNode() {}

    /** @return the image of the manifests and the settings, in nftables mode */
    public static ClusterImage image(String yaml, String settings) {
        return ProgrammedNode.image(yaml, settings + "\nmode: nftables\n");
    }

    /** @return what {@code nft list ruleset} prints on the node */
    public static String list(ClusterImage image, String node, KubernetesVersion version) {
        return list(new TestDataplane(ProxyProgrammers.nftables(version)).publishAll(image).current().nodes().get(node));
    }

    /** @return what {@code nft list ruleset} prints on the node */
    public static String list(NodeState node) {
        return NftRuleset.print(node.host().netfilter(), new NftTables(node.host().entries()));
    }
}
