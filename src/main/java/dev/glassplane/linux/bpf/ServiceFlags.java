package dev.glassplane.linux.bpf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Flags of a service entry.
 *
 * @param bits {@code flags | flags2 << 8}
 */
public record ServiceFlags(int bits) {

    /** A ClusterIP without any other property. */
    public static final ServiceFlags NONE = new ServiceFlags(0);

    /** @return these flags */
    public static ServiceFlags of(Collection<ServiceFlag> flags) {
        return new ServiceFlags(flags.stream().mapToInt(ServiceFlag::bit).reduce(0, (a, b) -> a | b));
    }

    /** @return these flags */
    public static ServiceFlags of(ServiceFlag... flags) {
        return of(List.of(flags));
    }

    /** @return whether the flag is set */
    public boolean has(ServiceFlag flag) {
        return (bits & flag.bit()) != 0;
    }

    /** @return these flags and one more */
    public ServiceFlags with(ServiceFlag flag) {
        return new ServiceFlags(bits | flag.bit());
    }

    /** @return the type of the frontend as the agent names it */
    public String type() {
        if (has(ServiceFlag.EXTERNAL_IP)) {
            return "ExternalIPs";
        }
        if (has(ServiceFlag.NODE_PORT)) {
            return "NodePort";
        }
        if (has(ServiceFlag.LOAD_BALANCER)) {
            return "LoadBalancer";
        }
        if (has(ServiceFlag.HOST_PORT)) {
            return "HostPort";
        }
        return has(ServiceFlag.LOCAL_REDIRECT) ? "LocalRedirect" : "ClusterIP";
    }

    /** @return type and properties in the order in which the agent prints them; the master's meaning of shared bits */
    public List<String> words() {
        List<String> words = new ArrayList<>(List.of(type()));
        add(words, ServiceFlag.EXTERNAL_LOCAL, "Local");
        add(words, ServiceFlag.INTERNAL_LOCAL, "InternalLocal");
        add(words, ServiceFlag.TWO_SCOPES, "two-scopes");
        add(words, ServiceFlag.AFFINITY, "sessionAffinity");
        if (!has(ServiceFlag.ROUTABLE)) {
            words.add("non-routable");
        }
        boolean checks = has(ServiceFlag.CHECK_SOURCE_RANGE);
        add(words, ServiceFlag.CHECK_SOURCE_RANGE, has(ServiceFlag.SOURCE_RANGE_DENY) ? "check source-range deny" : "check source-range");
        add(words, ServiceFlag.NAT46, "46x64");
        add(words, ServiceFlag.L7, "l7-load-balancer");
        add(words, ServiceFlag.LOOPBACK, has(ServiceFlag.HOST_PORT) ? "loopback" : "delegate-if-local");
        if (!checks) {
            add(words, ServiceFlag.QUARANTINED, "quarantined");
        }
        add(words, ServiceFlag.FORWARD_DSR, "dsr");
        return words;
    }

    private void add(List<String> words, ServiceFlag flag, String word) {
        if (has(flag)) {
            words.add(word);
        }
    }

    /** @return {@code ClusterIP, non-routable} */
    @Override
    public String toString() {
        return String.join(", ", words());
    }
}
