package dev.glassplane.linux.bpf.program;

import dev.glassplane.linux.bpf.ServiceFlag;
import dev.glassplane.linux.bpf.ServiceKey;
import dev.glassplane.linux.bpf.ServiceValue;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.net.Origin;
import java.util.Optional;

/** A master entry that a look-up found. */
record Frontend(ServiceKey key, ServiceValue value, Origin origin) {

    static Frontend of(Entry<ServiceKey, ServiceValue> entry) {
        return new Frontend(entry.key(), entry.value(), entry.origin());
    }

    boolean has(ServiceFlag flag) {
        return value.flags().has(flag);
    }

    /** @return whether it stands for all ports of its address */
    boolean wildcard() {
        return key.equals(ServiceKey.wildcard(key.address()));
    }

    /** @return a traffic policy that leaves only local backends */
    private Optional<String> localPolicy(boolean eastWest) {
        if (eastWest) {
            return has(ServiceFlag.INTERNAL_LOCAL) ? Optional.of("internalTrafficPolicy: Local") : Optional.empty();
        }
        return has(ServiceFlag.EXTERNAL_LOCAL) ? Optional.of("externalTrafficPolicy: Local") : Optional.empty();
    }

    boolean local(boolean eastWest) {
        return localPolicy(eastWest).isPresent();
    }

    /** @return who has no backend, and why */
    Optional<Origin> empty(boolean eastWest) {
        return Optional.of(origin.because(localPolicy(eastWest).orElse("no endpoints")));
    }

    /** @return {@code 10.96.10.1:80/TCP} */
    String text() {
        String text = key.toString();
        return text.substring(0, text.indexOf(' '));
    }
}
