package dev.glassplane.linux.ipvs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code sh}: a table of 256 slots, filled by weight, asked with the source address and, with {@code sh-port}, the source port. */
final class SourceHash implements SchedulerRule {

    private static final int BITS = 8;
    private static final int SIZE = 1 << BITS;

    private final Set<SchedulerFlag> flags;
    private List<Destination> slots = List.of();

    SourceHash(Set<SchedulerFlag> flags) {
        this.flags = flags;
    }

    @Override
    public Optional<Scheduled> schedule(List<Destination> list, Request request, Chance chance) {
        if (slots.isEmpty()) {
            return Optional.empty();
        }
        int port = flags.contains(SchedulerFlag.PORT) ? request.clientPort() : 0;
        int value = HashSlots.fold(request.client()) + port;
        int first = HashSlots.slot(value, BITS);
        String key = "sh: source " + request.client() + (port > 0 ? " port " + port : "") + " has slot " + first + " of " + SIZE;
        if (slots.get(first).usable()) {
            return Optional.of(Scheduled.certain(slots.get(first), key));
        }
        if (!flags.contains(SchedulerFlag.FALLBACK)) {
            return Optional.empty();
        }
        for (int offset = 0; offset < SIZE; offset++) {
            int roffset = (offset + first) % SIZE;
            int slot = (roffset + first) % SIZE;
            if (slots.get(slot).usable()) {
                return Optional.of(Scheduled.certain(slots.get(slot), key + ", whose server cannot be used; sh-fallback takes slot " + slot));
            }
        }
        return Optional.empty();
    }

    @Override
    public void added(List<Destination> list, int atHead) {
        fill(list);
    }

    @Override
    public void removed(List<Destination> list, Destination gone, int at) {
        fill(list);
    }

    @Override
    public void edited(List<Destination> list) {
        fill(list);
    }

    /** Each server as often in a row as its weight says, at least once. */
    private void fill(List<Destination> list) {
        List<Destination> filled = new ArrayList<>(SIZE);
        for (int i = 0; !list.isEmpty() && filled.size() < SIZE; i = (i + 1) % list.size()) {
            int times = Math.max(1, list.get(i).weight());
            for (int n = 0; n < times && filled.size() < SIZE; n++) {
                filled.add(list.get(i));
            }
        }
        slots = filled;
    }
}
