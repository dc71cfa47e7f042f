package dev.glassplane.proxy.ebpf;

import dev.glassplane.linux.bpf.BackendState;
import java.util.Map;
import java.util.Set;

/**
 * What one Service asks numbers for.
 *
 * @param frontends wildcards included
 * @param backends  every endpoint, with the state that it has for this Service
 */
record Claims(Set<FrontendId> frontends, Map<BackendId, BackendState> backends) {

    static final Claims NONE = new Claims(Set.of(), Map.of());

    Claims {
        frontends = Set.copyOf(frontends);
        backends = Map.copyOf(backends);
    }
}
