package dev.glassplane.proxy.iptables;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.EndpointSlice;
import dev.glassplane.image.Service;
import dev.glassplane.net.Family;
import dev.glassplane.proxy.KubeProxyConfiguration;
import dev.glassplane.proxy.ModeProgrammer;
import dev.glassplane.proxy.ProxySettings;
import dev.glassplane.proxy.ServiceView;
import dev.glassplane.store.ObjectKey;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What all of kube-proxy's work reads of the image.
 *
 * @param configuration in force
 * @param largeClusters families with more endpoints than {@link #LARGE_CLUSTER_ENDPOINTS}
 */
record ProxyContext(KubeProxyConfiguration configuration, Set<Family> largeClusters) implements ModeProgrammer.Settings {

    /** Above this many endpoints kube-proxy leaves comments out ({@code kubernetes: pkg/proxy/iptables/proxier.go}). */
    static final int LARGE_CLUSTER_ENDPOINTS = 1000;

    static ProxyContext of(ClusterImage image) {
        return new ProxyContext(ProxySettings.of(image).configuration(), largeClusters(image));
    }

    static Set<Family> largeClusters(ClusterImage image) {
        Set<Family> large = EnumSet.noneOf(Family.class);
        for (Family family : Family.values()) {
            if (isLarge(image, family)) {
                large.add(family);
            }
        }
        return large;
    }

    /** Counts only if the slices hold enough endpoints, and stops as soon as the answer is known. */
    private static boolean isLarge(ClusterImage image, Family family) {
        if (image.endpoints().getOrDefault(family.word(), 0) <= LARGE_CLUSTER_ENDPOINTS) {
            return false;
        }
        int endpoints = 0;
        for (Map.Entry<ObjectKey, ? extends Map<ObjectKey, EndpointSlice>> entry : image.slicesOf().entrySet()) {
            Service service = image.services().get(entry.getKey());
            Collection<EndpointSlice> slices = entry.getValue().values();
            endpoints += service == null ? 0 : ServiceView.countEndpoints(service, slices, family);
            if (endpoints > LARGE_CLUSTER_ENDPOINTS) {
                return true;
            }
        }
        return false;
    }
}
