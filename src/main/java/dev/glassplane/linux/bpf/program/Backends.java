package dev.glassplane.linux.bpf.program;

import dev.glassplane.linux.bpf.AffinityKey;
import dev.glassplane.linux.bpf.AffinityMatchKey;
import dev.glassplane.linux.bpf.AffinityValue;
import dev.glassplane.linux.bpf.Algorithm;
import dev.glassplane.linux.bpf.BackendValue;
import dev.glassplane.linux.bpf.JenkinsHash;
import dev.glassplane.linux.bpf.LoadBalancerMaps;
import dev.glassplane.linux.bpf.MaglevTable;
import dev.glassplane.linux.bpf.Member;
import dev.glassplane.linux.bpf.ServiceFlag;
import dev.glassplane.linux.bpf.ServiceKey;
import dev.glassplane.linux.bpf.ServiceText;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.stack.Decision;
import dev.glassplane.linux.stack.Draw;
import dev.glassplane.linux.stack.Lookup;
import java.util.Collections;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;

/** Chooses a backend of a frontend ({@code cilium/cilium: bpf/lib/lb.h}, lb4_select_backend_id and the affinity around it). */
final class Backends {

    private final Run run;
    private final Frontend frontend;
    private final AffinityKey client;

    Backends(Run run, Frontend frontend, AffinityKey.Client client) {
        this.run = run;
        this.frontend = frontend;
        this.client = new AffinityKey(client, frontend.value().revNatId());
    }

    /** A backend, and how it was found. */
    record Choice(int id, BackendValue backend, String evidence, Optional<Decision.Chosen> chosen) {}

    /** @return the remembered backend, or another one by the frontend's algorithm; empty if there is none to be had */
    Optional<Choice> choose(boolean socket) {
        if (frontend.value().count() == 0) {
            return Optional.empty();
        }
        boolean sticky = frontend.has(ServiceFlag.AFFINITY);
        Optional<Choice> choice = (sticky ? remembered() : Optional.<Choice>empty()).or(() -> fresh(socket));
        if (sticky) {
            choice.ifPresent(taken -> run.memory().put(client, new AffinityValue(now(), taken.id())));
        }
        return choice;
    }

    private long now() {
        return run.context().now().getEpochSecond();
    }

    /** The timeout's last second is not included. */
    private Optional<Choice> remembered() {
        Optional<AffinityValue> known = run.memory().affinity(client);
        run.lookedUp(LoadBalancerMaps.affinity(run.family()).name(), ServiceText.client(client), known.map(ServiceText::affinity),
                Lookup.Structure.HASH, Optional.empty());
        if (known.isEmpty()) {
            return Optional.empty();
        }
        AffinityMatchKey match = new AffinityMatchKey(known.get().backendId(), client.revNatId());
        boolean fresh = now() < known.get().lastUsed() + frontend.value().affinitySeconds();
        boolean listed = fresh && run.look(LoadBalancerMaps.AFFINITY_MATCH, match, match.toString(),
                Member::toString).isPresent();
        if (!listed) {
            run.memory().forget(client);
            return Optional.empty();
        }
        return backend(known.get().backendId()).map(backend -> new Choice(known.get().backendId(), backend,
                "session affinity: this client used backend " + known.get().backendId() + " before",
                Optional.of(new Decision.Chosen(1, 1, BigFraction.ONE, "affinity"))));
    }

    private Optional<Choice> fresh(boolean socket) {
        Algorithm own = frontend.value().algorithm();
        Algorithm algorithm = own == Algorithm.DEFAULT ? run.settings().selection().algorithm() : own;
        return !socket && algorithm == Algorithm.MAGLEV ? byTable() : random(socket);
    }

    private Optional<Choice> random(boolean socket) {
        int count = frontend.value().count();
        BigFraction each = BigFraction.of(1, count);
        int slot = run.context().decisions().choose(new Draw(run.node().name(), "bpf " + frontend.text().replace('/', ' '), run.tuple(),
                Collections.nCopies(count, each))) + 1;
        ServiceKey key = frontend.key().withSlot(slot);
        boolean cookie = socket && run.packet().protocol() == dev.glassplane.net.Protocol.UDP;
        return run.look(LoadBalancerMaps.services(run.family()), key, key.toString(), ServiceText::value)
                .map(entry -> entry.value().backendId()).flatMap(id -> backend(id).map(backend -> new Choice(id, backend, "slot " + slot + " of "
                        + count + " is backend " + id, Optional.of(new Decision.Chosen(count, slot, each, cookie ? "socket cookie" : "random")))));
    }

    private Optional<Choice> byTable() {
        int id = frontend.value().revNatId();
        Optional<MaglevTable> table = run.look(LoadBalancerMaps.maglev(run.family()), id, Integer.toString(id),
                MaglevTable::toString).map(Entry::value);
        if (table.isEmpty() || table.get().backends().isEmpty()) {
            return Optional.empty();
        }
        int[] slots = table.get().slots();
        int hash = JenkinsHash.of(run.packet(), run.settings().selection().seed(), !frontend.has(ServiceFlag.AFFINITY));
        int slot = Integer.remainderUnsigned(hash, slots.length);
        run.lookedUp("cilium_maglev_inner", "0", Optional.of("[" + slot + "] " + slots[slot]), Lookup.Structure.ARRAY, Optional.of(frontend.origin()));
        return backend(slots[slot]).map(backend -> new Choice(slots[slot], backend, String.format(
                "hash 0x%08x %% %d is slot %d: backend %d", hash, slots.length, slot, slots[slot]),
                Optional.of(new Decision.Chosen(frontend.value().count(), place(table.get(), slots[slot]), BigFraction.ONE, "hash"))));
    }

    private static int place(MaglevTable table, int id) {
        return table.backends().stream().map(MaglevTable.MaglevBackend::id).toList().indexOf(id) + 1;
    }

    /** @return the backend by its id */
    Optional<BackendValue> backend(int id) {
        return run.look(LoadBalancerMaps.backends(run.family()), id, Integer.toString(id), ServiceText::backend).map(Entry::value);
    }
}
