package dev.glassplane.loadbalancer.proxy;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Ports that a proxy's pods listen on: those below 1024 are moved up by 10000, as Envoy Gateway does ({@code envoyproxy/gateway: internal/utils/net}). */
public final class ProxyPorts {

    private static final int PRIVILEGED_MAX = 1023;
    private static final int SHIFT = 10_000;

    private ProxyPorts() {}

    /**
     * @param ports that clients use
     * @return what the pods listen on for each; two never share one
     */
    public static Map<Integer, Integer> bound(Collection<Integer> ports) {
        Map<Integer, Integer> bound = new TreeMap<>();
        Set<Integer> taken = new HashSet<>(ports.stream().filter(port -> port > PRIVILEGED_MAX).toList());
        for (int port : new TreeSet<>(ports)) {
            int at = port > PRIVILEGED_MAX ? port : port + SHIFT;
            while (port <= PRIVILEGED_MAX && !taken.add(at)) {
                at++;
            }
            bound.put(port, at);
        }
        return bound;
    }
}
