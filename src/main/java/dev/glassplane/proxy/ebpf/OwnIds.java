package dev.glassplane.proxy.ebpf;

import dev.glassplane.linux.bpf.BackendState;
import dev.glassplane.store.ObjectKey;
import java.util.Map;

/**
 * The numbers of one Service.
 *
 * @param frontends rev-NAT ids of the frontends that are this Service's; a wildcard has 0. One that another Service has is left out
 * @param backends  the backends
 */
record OwnIds(Map<FrontendId, Integer> frontends, Map<BackendId, Backend> backends) {

    static final OwnIds NONE = new OwnIds(Map.of(), Map.of());

    OwnIds {
        frontends = Map.copyOf(frontends);
        backends = Map.copyOf(backends);
    }

    /**
     * @param id    backend id
     * @param owner the first of the Services that have this backend, by name: it says the state
     * @param state of the one entry that all of them share
     */
    record Backend(int id, ObjectKey owner, BackendState state) {}
}
