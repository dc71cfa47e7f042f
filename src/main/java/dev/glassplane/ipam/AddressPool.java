package dev.glassplane.ipam;

import dev.glassplane.ipam.Decision.Action;
import dev.glassplane.ipam.Decision.Fill;
import dev.glassplane.ipam.Ec2.Refusal;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.NetworkInterface.Holder;
import dev.glassplane.vpc.PoolSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * One node's pool of addresses at work: gives addresses to pods, takes them back, and carries out what {@link WarmPool} decides. Knows neither
 * objects nor clocks, so that a control loop and a plan run the same pool. Not thread-safe.
 */
final class AddressPool {

    /** After the subnet ran out of addresses, none are asked for this long. */
    static final Duration PAUSE = Duration.ofSeconds(120);

    /** What waits for the end of a time may go on just after it: ipamd compares with {@code <=}. */
    static final Duration TICK = Duration.ofMillis(1);

    private final PoolState.Limits limits;
    private final PoolSettings settings;
    private final boolean prefixMode;
    private final PoolOrder order;
    private final Ec2 ec2;
    private final TreeMap<Integer, PoolInterface> interfaces = new TreeMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private boolean schedulable = true;
    private Optional<Instant> pausedUntil = Optional.empty();
    private Optional<Instant> shrunkAt = Optional.empty();

    private record Place(Slot slot, int index) {}

    /** What came of a decision: whether anything changed, and what EC2 refused last. */
    record Outcome(boolean changed, Optional<Refusal> refusal) {}

    AddressPool(PoolState.Limits limits, PoolSettings settings, boolean prefixMode, PoolOrder order, Ec2 ec2) {
        this.limits = limits;
        this.settings = settings;
        this.prefixMode = prefixMode;
        this.order = order;
        this.ec2 = ec2;
    }

    void remember(Optional<Instant> paused, Optional<Instant> shrunk, boolean nodeSchedulable) {
        pausedUntil = paused;
        shrunkAt = shrunk;
        schedulable = nodeSchedulable;
    }

    Optional<Instant> pausedUntil() {
        return pausedUntil;
    }

    Optional<Instant> shrunkAt() {
        return shrunkAt;
    }

    Collection<PoolInterface> interfaces() {
        return interfaces.values();
    }

    void add(PoolInterface of) {
        interfaces.put(of.device(), of);
    }

    /** Adds a slot to an interface of the pool, with nobody in it. */
    void add(PoolInterface of, Slot slot) {
        of.add(slot, order);
    }

    PoolState state(Instant now) {
        List<PoolState.Interface> counts = new ArrayList<>(interfaces.size());
        for (PoolInterface of : interfaces.values()) {
            counts.add(of.counts(prefixMode, now));
        }
        return new PoolState(counts, limits, prefixMode, schedulable, pausedUntil, shrunkAt);
    }

    /** @return the address that the pod has, or gets now; empty if there is none for it */
    Optional<Ip> assign(Holder holder, Instant now) {
        Place has = places.get(holder.uid());
        if (has != null) {
            return Optional.of(has.slot().ip(has.index()));
        }
        for (PoolInterface of : interfaces.values()) {
            if (of.usable(now)) {
                for (Slot slot : of.ordered()) {
                    int index = slot.prefix() == prefixMode ? slot.next(now) : -1;
                    if (index >= 0) {
                        hold(slot, index, holder);
                        return Optional.of(slot.ip(index));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Notes that a pod has the address. */
    void hold(Slot slot, int index, Holder holder) {
        slot.set(index, holder, null);
        places.put(holder.uid(), new Place(slot, index));
    }

    /** Takes a pod's address back; it rests. */
    void release(String uid, Instant now) {
        Place place = places.remove(uid);
        if (place != null) {
            place.slot().set(place.index(), null, now.plus(settings.coolDown()));
        }
    }

    /** Takes an address back from whoever has it. */
    void release(Slot slot, int index, Instant now) {
        places.remove(slot.holder(index).uid());
        slot.set(index, null, now.plus(settings.coolDown()));
    }

    Optional<Slot> slotOf(Ip ip) {
        return interfaces.values().stream().flatMap(of -> of.slots().stream()).filter(slot -> slot.index(ip) >= 0).findFirst();
    }

    /** @return when the next resting address is free */
    Optional<Instant> restEnds(Instant now) {
        Instant first = null;
        for (PoolInterface of : interfaces.values()) {
            for (Slot slot : of.slots()) {
                for (int index = 0; index < slot.size(); index++) {
                    if (slot.rests(index, now) && (first == null || slot.restUntil(index).isBefore(first))) {
                        first = slot.restUntil(index);
                    }
                }
            }
        }
        return Optional.ofNullable(first).map(end -> end.plus(TICK));
    }

    void eachSlot(BiConsumer<PoolInterface, Slot> action) {
        interfaces.values().forEach(of -> List.copyOf(of.slots()).forEach(slot -> action.accept(of, slot)));
    }

    /** What aws-node does when it starts: slots of the other mode that no pod uses go back ({@code pkg/ipamd/ipamd.go}, nodeInit). */
    void start() {
        eachSlot((of, slot) -> {
            if (slot.prefix() != prefixMode && slot.assigned() == 0) {
                giveBack(of, slot);
            }
        });
    }

    /** Slots without pods of interfaces whose subnet is kept from pods go back. */
    void leaveExcluded(Instant now) {
        eachSlot((of, slot) -> {
            if (of.excluded() && slot.assigned() == 0 && slot.resting(now) == 0) {
                giveBack(of, slot);
            }
        });
    }

    private void giveBack(PoolInterface of, Slot slot) {
        of.remove(slot);
        ec2.unassign(slot.cidr());
    }

    Outcome carryOut(Action action, Instant now) {
        return switch (action) {
            case Action.Grow grow -> grow(grow, now);
            case Action.Release release -> release(release, now);
            case Action.Detach detach -> detach(detach);
        };
    }

    /** Asks an interface's subnet for all that are wanted, and if it has not that many, for one; then the next interface's. */
    private Outcome grow(Action.Grow grow, Instant now) {
        Optional<Refusal> refusal = Optional.empty();
        for (Fill fill : grow.fills()) {
            PoolInterface of = find(fill.networkInterface());
            Optional<List<Cidr>> got = ec2.assign(of.subnet(), prefixMode, fill.slots()).or(() -> ec2.assign(of.subnet(), prefixMode, 1));
            if (got.isPresent()) {
                got.get().forEach(cidr -> of.add(new Slot(cidr), order));
                return new Outcome(true, Optional.empty());
            }
            refusal = Optional.of(prefixMode ? Refusal.INSUFFICIENT_CIDR_BLOCKS : Refusal.INSUFFICIENT_ADDRESSES);
            if (!settings.subnetDiscovery()) {
                return pause(refusal, now);
            }
        }
        return grow.attach().isEmpty() ? new Outcome(false, refusal) : attach(grow.attach().get(), now);
    }

    /** A new interface is all or nothing. */
    private Outcome attach(Decision.Attach attach, Instant now) {
        Ec2.Created created = ec2.create(attach.device(), prefixMode, attach.slots(), now);
        if (created.made().isEmpty()) {
            boolean insufficient = created.refusal().filter(why -> why != Refusal.NO_ENI_CONFIG).isPresent();
            return insufficient ? pause(created.refusal(), now) : new Outcome(false, created.refusal());
        }
        add(created.made().get());
        created.slots().forEach(cidr -> created.made().get().add(new Slot(cidr), order));
        return new Outcome(true, Optional.empty());
    }

    private Outcome pause(Optional<Refusal> refusal, Instant now) {
        pausedUntil = Optional.of(now.plus(PAUSE));
        return new Outcome(true, refusal);
    }

    /** The last in order goes first; an address that rests may go. */
    private Outcome release(Action.Release release, Instant now) {
        for (Fill give : release.slots()) {
            PoolInterface of = find(give.networkInterface());
            List<Slot> free = of.ordered().reversed().stream().filter(slot -> slot.assigned() == 0).limit(give.slots()).toList();
            free.forEach(slot -> giveBack(of, slot));
        }
        shrunkAt = Optional.of(now);
        return new Outcome(true, Optional.empty());
    }

    private Outcome detach(Action.Detach detach) {
        PoolInterface gone = find(detach.networkInterface());
        interfaces.remove(gone.device());
        ec2.delete(gone);
        return new Outcome(true, Optional.empty());
    }

    private PoolInterface find(String id) {
        return interfaces.values().stream().filter(of -> of.id().equals(id)).findFirst().orElseThrow();
    }
}
