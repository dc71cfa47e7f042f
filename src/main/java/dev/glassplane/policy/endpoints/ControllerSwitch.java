package dev.glassplane.policy.endpoints;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.store.ObjectKey;

/** Whether the network policy controller works: key {@value #KEY} of ConfigMap kube-system/amazon-vpc-cni. */
public final class ControllerSwitch {

    /** Key of the ConfigMap. */
    public static final String KEY = "enable-network-policy-controller";
    private static final ObjectKey CONFIG_MAP = new ObjectKey("configmaps", "kube-system", "amazon-vpc-cni");

    private ControllerSwitch() {}

    /** @return whether it is {@code "true"} */
    public static boolean on(ClusterImage image) {
        return image.object(CONFIG_MAP).map(stored -> stored.object().path("data").path(KEY).asString("")).orElse("").equals("true");
    }
}
