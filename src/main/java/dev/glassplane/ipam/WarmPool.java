package dev.glassplane.ipam;

import dev.glassplane.ipam.Decision.Action;
import dev.glassplane.ipam.Decision.Attach;
import dev.glassplane.ipam.Decision.Fill;
import dev.glassplane.ipam.PoolState.Interface;
import dev.glassplane.vpc.PoolSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The pool decision of the VPC CNI's address manager, a pure function: whether the pool is too low or too high, and by how much
 * ({@code aws/amazon-vpc-cni-k8s: pkg/ipamd/ipamd.go}: datastoreTargetState, isDatastorePoolTooLow, isDatastorePoolTooHigh,
 * increaseDatastorePool). {@link SpareInterface} decides on whole interfaces.
 */
final class WarmPool {

    /** Addresses are given back for being too many at most this often, strictly. */
    static final Duration SHRINK_INTERVAL = Duration.ofSeconds(30);

    private final PoolState pool;
    private final PoolSettings settings;
    private final Instant now;
    private final Arithmetic sums;
    private final int total;
    private final int available;
    private int shortBy;
    private int overBy;

    private WarmPool(PoolState pool, PoolSettings settings, Instant now, Arithmetic sums) {
        this.pool = pool;
        this.settings = settings;
        this.now = now;
        this.sums = sums;
        total = pool.total(now);
        available = pool.available(now);
    }

    /** @return what one turn of ipamd's loop does first; if that is nothing, whether an interface goes */
    static Decision decide(PoolState pool, PoolSettings settings, Instant now) {
        Arithmetic sums = Arithmetic.kept();
        Decision size = size(pool, settings, now, sums);
        if (size.action().isPresent() || size.attaching()) {
            return size;
        }
        Decision spare = SpareInterface.decide(pool, pool, settings, now, sums);
        return new Decision(spare.action(), size.shortage(), sums.lines(), earliest(size.again(), spare.again()));
    }

    /** @return whether the pool grows or gives back slots */
    static Decision size(PoolState pool, PoolSettings settings, Instant now, Arithmetic sums) {
        return new WarmPool(pool, settings, now, sums).size();
    }

    private Decision size() {
        sums.line("total %d addresses on %d interfaces, assigned %d, cooling %d", total, pool.interfaces().size(), pool.assigned(), pool.cooling());
        sums.line("available = total %d - assigned %d = %d (cooling addresses count)", total, pool.assigned(), available);
        Optional<Instant> attaching = attaching();
        if (attaching.isPresent()) {
            sums.line("an interface is being attached until %s", attaching.get());
            return nothing(Optional.of(Shortage.POOL_GROWING), attaching);
        }
        if (settings.ipTargets()) {
            targets();
        }
        if (low()) {
            return grow();
        }
        return high() ? release() : nothing(shortage(), Optional.empty());
    }

    private Optional<Instant> attaching() {
        Optional<Instant> first = Optional.empty();
        for (Interface of : pool.interfaces()) {
            first = now.isBefore(of.availableAt()) ? earliest(first, Optional.of(of.availableAt())) : first;
        }
        return first;
    }

    /** How far the pool is from WARM_IP_TARGET and MINIMUM_IP_TARGET, in slots. */
    private void targets() {
        int warm = settings.warmIpTarget();
        int minimum = settings.minimumIpTarget();
        shortBy = Math.max(Math.max(warm - available, 0), minimum - total);
        overBy = Math.max(Math.min(Math.max(available - warm, 0), total - minimum), 0);
        sums.line("short = max(WARM_IP_TARGET %d - available %d, MINIMUM_IP_TARGET %d - total %d, 0) = %d", warm, available, minimum, total, shortBy);
        if (pool.prefixMode()) {
            int forWarm = ceil(pool.assigned() + warm);
            int forMinimum = ceil(minimum);
            sums.line("short = %d / 16, rounded up, = %d prefixes", shortBy, ceil(shortBy));
            shortBy = ceil(shortBy);
            overBy = Math.max(Math.min(pool.freePrefixes(), pool.prefixes() - Math.max(forWarm, forMinimum)), 0);
            sums.line("over = min(free prefixes %d, prefixes %d - max(%d for assigned %d + WARM_IP_TARGET %d, %d for MINIMUM_IP_TARGET %d)) = %d",
                    pool.freePrefixes(), pool.prefixes(), forWarm, pool.assigned(), warm, forMinimum, minimum, overBy);
        } else {
            sums.line("over = min(available %d - WARM_IP_TARGET %d, total %d - MINIMUM_IP_TARGET %d), at least 0, = %d", available, warm, total,
                    minimum, overBy);
        }
    }

    private static int ceil(int addresses) {
        return (addresses + PoolState.PREFIX - 1) / PoolState.PREFIX;
    }

    private boolean low() {
        if (total >= pool.limits().maxPods()) {
            sums.line("low: no, total %d >= maxPods %d", total, pool.limits().maxPods());
            return false;
        }
        if (settings.ipTargets()) {
            sums.line("low: %s, short %d", shortBy > 0 ? "yes" : "no", shortBy);
            return shortBy > 0;
        }
        int unit = pool.prefixMode() ? PoolState.PREFIX : pool.perInterface();
        int warm = pool.prefixMode() ? settings.warmPrefixTarget() : settings.warmEniTarget();
        int wanted = unit * warm;
        boolean low = available < wanted || warm == 0 && available == 0;
        sums.line("low: %s, available %d %s %d per %s x %s %d = %d", low ? "yes" : "no", available, available < wanted ? "<" : ">=", unit,
                pool.prefixMode() ? "prefix" : "interface", pool.prefixMode() ? "WARM_PREFIX_TARGET" : "WARM_ENI_TARGET", warm, wanted);
        return low;
    }

    private Decision grow() {
        if (settings.poolFixed()) {
            return refused(Shortage.POOL_FIXED, Optional.empty());
        }
        if (!pool.schedulable() && !settings.manageUnschedulable()) {
            return refused(Shortage.UNSCHEDULABLE, Optional.empty());
        }
        Optional<Instant> pause = pool.pausedUntil().filter(until -> !now.isAfter(until));
        if (pause.isPresent()) {
            return refused(Shortage.BACK_OFF, pause);
        }
        int want = want();
        List<Fill> fills = new ArrayList<>();
        for (Interface of : pool.interfaces()) {
            int free = pool.limits().slots() - of.cidrs();
            boolean usable = !of.excluded() && !(settings.customNetworking() && of.device() == 0);
            if (free > 0 && usable) {
                sums.line("grow: %s has %d of %d slots free, ask for %d", of.id(), free, pool.limits().slots(), Math.min(free, want));
                fills.add(new Fill(of.id(), Math.min(free, want)));
            }
        }
        Optional<Attach> attach = attach(want, fills.isEmpty() ? "" : "if EC2 has none there, ");
        if (fills.isEmpty() && attach.isEmpty()) {
            return nothing(shortage(), Optional.empty());
        }
        return new Decision(Optional.of(new Action.Grow(fills, attach)), shortage(), sums.lines(), Optional.empty());
    }

    /** Slots to ask for: as many as are short where a target says so, else a whole interface's. */
    private int want() {
        if (settings.ipTargets()) {
            return pool.prefixMode() ? Math.max(1, shortBy) : shortBy;
        }
        if (!pool.prefixMode()) {
            return pool.limits().slots();
        }
        int want = Math.max(1, settings.warmPrefixTarget() - pool.freePrefixes());
        sums.line("want = max(1, WARM_PREFIX_TARGET %d - free prefixes %d) = %d prefixes", settings.warmPrefixTarget(), pool.freePrefixes(), want);
        return want;
    }

    private Optional<Attach> attach(int want, String unless) {
        int attached = pool.interfaces().size();
        int limit = limit();
        if (attached >= limit) {
            sums.line("grow: %sno, %d of %d interfaces are attached%s", unless, attached, limit,
                    pool.limits().unmanaged().isEmpty() ? "" : " beside " + pool.limits().unmanaged().size() + " that the VPC CNI does not manage");
            return Optional.empty();
        }
        int slots = Math.min(want, pool.limits().slots());
        sums.line("grow: %sattach interface %d of %d with %d %s", unless, attached + 1, limit, slots, pool.prefixMode() ? "prefixes" : "addresses");
        return Optional.of(new Attach(freeDevice(), slots));
    }

    private int limit() {
        return Math.min(pool.limits().maxInterfaces(), settings.maxEni().orElse(Integer.MAX_VALUE)) - pool.limits().unmanaged().size();
    }

    private boolean high() {
        if (settings.ipTargets()) {
            return overBy > 0;
        }
        if (!pool.prefixMode() || settings.warmPrefixTarget() == 0) {
            return false;
        }
        overBy = Math.max(0, pool.freePrefixes() - settings.warmPrefixTarget());
        sums.line("high: %s, free prefixes %d %s WARM_PREFIX_TARGET %d", overBy > 0 ? "yes" : "no", pool.freePrefixes(), overBy > 0 ? ">" : "<=",
                settings.warmPrefixTarget());
        return overBy > 0;
    }

    /** Interfaces give back in the order of their device numbers, last first. */
    private Decision release() {
        Optional<Instant> next = pool.shrunkAt().map(at -> at.plus(SHRINK_INTERVAL)).filter(at -> !now.isAfter(at));
        if (next.isPresent() || settings.poolFixed()) {
            sums.line(next.isPresent() ? "shrink: not before %s, more than %d s after the last time" : "shrink: no, the pool never changes",
                    next.isPresent() ? next.get() : "", SHRINK_INTERVAL.toSeconds());
            return nothing(shortage(), next);
        }
        List<Fill> slots = new ArrayList<>();
        int left = overBy;
        for (Interface of : pool.interfaces().reversed()) {
            int give = of.excluded() ? 0 : Math.min(left, of.freeCidrs());
            if (give > 0) {
                sums.line("shrink: %s gives back %d", of.id(), give);
                slots.add(new Fill(of.id(), give));
                left -= give;
            }
        }
        return slots.isEmpty() ? nothing(shortage(), Optional.empty())
                : new Decision(Optional.of(new Action.Release(slots)), shortage(), sums.lines(), Optional.empty());
    }

    /** Why a pod that asks now gets nothing. */
    private Optional<Shortage> shortage() {
        if (available > pool.cooling()) {
            return Optional.empty();
        }
        if (available > 0) {
            return Optional.of(Shortage.COOLING);
        }
        if (total >= pool.limits().maxPods()) {
            return Optional.of(Shortage.MAX_PODS);
        }
        if (settings.ipTargets() && shortBy == 0) {
            return Optional.of(Shortage.TARGET_CEILING);
        }
        return Optional.of(settings.maxEni().orElse(Integer.MAX_VALUE) < pool.limits().maxInterfaces() ? Shortage.MAX_ENI : Shortage.NODE_FULL);
    }

    private Decision refused(Shortage why, Optional<Instant> until) {
        sums.line("grow: no, %s%s", why.sentence(), until.map(end -> " (until " + end + ")").orElse(""));
        return nothing(available > pool.cooling() ? Optional.empty() : Optional.of(why), until);
    }

    private int freeDevice() {
        BitSet taken = new BitSet();
        pool.limits().unmanaged().forEach(taken::set);
        pool.interfaces().forEach(of -> taken.set(of.device()));
        return taken.nextClearBit(0);
    }

    private Decision nothing(Optional<Shortage> shortage, Optional<Instant> again) {
        return new Decision(Optional.empty(), shortage, sums.lines(), again);
    }

    static Optional<Instant> earliest(Optional<Instant> a, Optional<Instant> b) {
        return a.isEmpty() || b.isPresent() && b.get().isBefore(a.get()) ? b : a;
    }
}
