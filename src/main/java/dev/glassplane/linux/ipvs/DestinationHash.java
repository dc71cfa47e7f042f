package dev.glassplane.linux.ipvs;

import java.util.List;
import java.util.Optional;

/** {@code dh}: a table of 256 slots, filled round robin, asked with the destination address. Behind one address one server gets everything. */
final class DestinationHash implements SchedulerRule {

    private static final int BITS = 8;

    @Override
    public Optional<Scheduled> schedule(List<Destination> list, Request request, Chance chance) {
        if (list.isEmpty()) {
            return Optional.empty();
        }
        int slot = HashSlots.slot(HashSlots.fold(request.destination()), BITS);
        Destination chosen = list.get(slot % list.size());
        return chosen.usable() ? Optional.of(Scheduled.certain(chosen, "dh: destination " + request.destination() + " has slot " + slot
                + " of 256, which every packet to this virtual server has")) : Optional.empty();
    }
}
