package dev.glassplane.proxy.ebpf;

import dev.glassplane.linux.bpf.BackendState;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kotlinx.collections.immutable.ExtensionsKt;
import kotlinx.collections.immutable.PersistentMap;
import org.pcollections.TreePMap;

/**
 * The ids of all frontends and backends: a function of what the Services claim, whatever the order in which they came. A real agent counts up in
 * the order of first use, on each node for itself. Immutable and persistent: a change costs like the Service that changed.
 */
final class Ids {

    /** No Service at all. */
    static final Ids EMPTY = new Ids(ExtensionsKt.persistentHashMapOf(), ExtensionsKt.persistentHashMapOf(), ExtensionsKt.persistentHashMapOf(), IdTable.empty(Sizes.FRONTENDS),
            IdTable.empty(Sizes.BACKENDS));

    /** How many ids there are. */
    private static final class Sizes {
        /** 16 bits, and 0 is none. */
        private static final int FRONTENDS = 65_535;
        /** Of 32 bits, so that ids stay readable; many more than entries of the largest usual map, so that ids rarely move. */
        private static final int BACKENDS = 9_999_991;
    }

    private final PersistentMap<ObjectKey, Claims> claims;
    private final PersistentMap<FrontendId, TreePMap<ObjectKey, Boolean>> frontends;
    private final PersistentMap<BackendId, TreePMap<ObjectKey, BackendState>> backends;
    private final IdTable<FrontendId> frontendIds;
    private final IdTable<BackendId> backendIds;

    private Ids(PersistentMap<ObjectKey, Claims> claims, PersistentMap<FrontendId, TreePMap<ObjectKey, Boolean>> frontends,
                PersistentMap<BackendId, TreePMap<ObjectKey, BackendState>> backends, IdTable<FrontendId> frontendIds, IdTable<BackendId> backendIds) {
        this.claims = claims;
        this.frontends = frontends;
        this.backends = backends;
        this.frontendIds = frontendIds;
        this.backendIds = backendIds;
    }

    /** @return the Services that claim anything */
    Set<ObjectKey> services() {
        return claims.keySet();
    }

    /**
     * @param next     what the Service claims from now on
     * @param affected gets the Services whose numbers may be other ones from now on
     */
    Ids with(ObjectKey service, Claims next, Collection<ObjectKey> affected) {
        Claims before = claims.getOrDefault(service, Claims.NONE);
        if (next.equals(before)) {
            return this;
        }
        affected.add(service);
        Changing changing = new Changing(this, affected);
        before.frontends().stream().filter(id -> !next.frontends().contains(id)).forEach(id -> changing.remove(service, id));
        before.backends().keySet().stream().filter(id -> !next.backends().containsKey(id)).forEach(id -> changing.remove(service, id));
        next.frontends().stream().filter(id -> !before.frontends().contains(id)).forEach(id -> changing.add(service, id));
        next.backends().forEach((id, state) -> {
            if (state != before.backends().get(id)) {
                changing.add(service, id, state);
            }
        });
        return changing.done(next.equals(Claims.NONE) ? claims.remove(service) : claims.put(service, next));
    }

    /** @return the Service's numbers */
    OwnIds of(ObjectKey service) {
        Claims own = claims.get(service);
        if (own == null) {
            return OwnIds.NONE;
        }
        Map<FrontendId, Integer> ownFrontends = new HashMap<>();
        own.frontends().stream().filter(id -> frontends.get(id).firstKey().equals(service)).forEach(id ->
                ownFrontends.put(id, id.isWildcard() ? 0 : frontendIds.id(id).orElseThrow()));
        Map<BackendId, OwnIds.Backend> ownBackends = new HashMap<>();
        own.backends().keySet().forEach(id -> {
            Map.Entry<ObjectKey, BackendState> owner = backends.get(id).firstEntry();
            ownBackends.put(id, new OwnIds.Backend(backendIds.id(id).orElseThrow(), owner.getKey(), owner.getValue()));
        });
        return new OwnIds(ownFrontends, ownBackends);
    }

    /** One change being made. */
    private static final class Changing {
        private final Collection<ObjectKey> affected;
        private PersistentMap<FrontendId, TreePMap<ObjectKey, Boolean>> frontends;
        private PersistentMap<BackendId, TreePMap<ObjectKey, BackendState>> backends;
        private IdTable<FrontendId> frontendIds;
        private IdTable<BackendId> backendIds;

        private Changing(Ids ids, Collection<ObjectKey> affected) {
            this.affected = affected;
            this.frontends = ids.frontends;
            this.backends = ids.backends;
            this.frontendIds = ids.frontendIds;
            this.backendIds = ids.backendIds;
        }

        private void add(ObjectKey service, FrontendId id) {
            TreePMap<ObjectKey, Boolean> claimants = frontends.getOrDefault(id, TreePMap.empty());
            if (claimants.isEmpty() && !id.isWildcard()) {
                List<FrontendId> moved = new ArrayList<>();
                frontendIds = frontendIds.with(id, moved);
                moved.forEach(other -> affected.addAll(frontends.get(other).keySet()));
            }
            TreePMap<ObjectKey, Boolean> next = claimants.plus(service, true);
            tellOthers(service, next);
            frontends = frontends.put(id, next);
        }

        private void remove(ObjectKey service, FrontendId id) {
            tellOthers(service, frontends.get(id));
            TreePMap<ObjectKey, Boolean> rest = frontends.get(id).minus(service);
            frontends = rest.isEmpty() ? frontends.remove(id) : frontends.put(id, rest);
            if (rest.isEmpty() && !id.isWildcard()) {
                List<FrontendId> moved = new ArrayList<>();
                frontendIds = frontendIds.without(id, moved);
                moved.forEach(other -> affected.addAll(frontends.get(other).keySet()));
            }
        }

        private void add(ObjectKey service, BackendId id, BackendState state) {
            TreePMap<ObjectKey, BackendState> claimants = backends.getOrDefault(id, TreePMap.empty());
            if (claimants.isEmpty()) {
                List<BackendId> moved = new ArrayList<>();
                backendIds = backendIds.with(id, moved);
                moved.forEach(other -> affected.addAll(backends.get(other).keySet()));
            }
            TreePMap<ObjectKey, BackendState> next = claimants.plus(service, state);
            tellOthers(service, next);
            backends = backends.put(id, next);
        }

        private void remove(ObjectKey service, BackendId id) {
            tellOthers(service, backends.get(id));
            TreePMap<ObjectKey, BackendState> rest = backends.get(id).minus(service);
            backends = rest.isEmpty() ? backends.remove(id) : backends.put(id, rest);
            if (rest.isEmpty()) {
                List<BackendId> moved = new ArrayList<>();
                backendIds = backendIds.without(id, moved);
                moved.forEach(other -> affected.addAll(backends.get(other).keySet()));
            }
        }

        /** The first claimant's word counts for all: they hear of what it does, and of nobody else. */
        private void tellOthers(ObjectKey service, TreePMap<ObjectKey, ?> claimants) {
            if (claimants.firstKey().equals(service)) {
                affected.addAll(claimants.keySet());
            }
        }

        private Ids done(PersistentMap<ObjectKey, Claims> claims) {
            return new Ids(claims, frontends, backends, frontendIds, backendIds);
        }
    }
}
