package dev.glassplane.proxy.ipvs;

import dev.glassplane.proxy.KubeProxyConfiguration;
import dev.glassplane.proxy.ModeProgrammer;

/**
 * What all of kube-proxy's work reads of the image.
 *
 * @param configuration in force
 */
record IpvsSettings(KubeProxyConfiguration configuration) implements ModeProgrammer.Settings {}
