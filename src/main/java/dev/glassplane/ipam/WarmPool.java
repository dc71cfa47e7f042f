package dev.glassplane.ipam;

import dev.glassplane.ipam.Decision.Action;
import dev.glassplane.ipam.Decision.Shortage;
import dev.glassplane.vpc.AwsNodeSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The pool decision of the VPC CNI's address manager in secondary-IP mode with WARM_ENI_TARGET: a pure function
 * ({@code aws/amazon-vpc-cni-k8s: pkg/ipamd/ipamd.go}, isDatastorePoolTooLow, shouldRemoveExtraENIs; {@code datastore.go}).
 */
final class WarmPool {

    /** An interface is not taken away before this age. */
    static final Duration MIN_AGE = Duration.ofMinutes(1);

    private final PoolState pool;
    private final AwsNodeSettings settings;
    private final Instant now;
    private final List<String> arithmetic = new ArrayList<>();

    private WarmPool(PoolState pool, AwsNodeSettings settings, Instant now) {
        this.pool = pool;
        this.settings = settings;
        this.now = now;
    }

    static Decision decide(PoolState pool, AwsNodeSettings settings, Instant now) {
        return new WarmPool(pool, settings, now).decide();
    }

    private Decision decide() {
        int total = pool.total(now);
        int available = pool.available(now);
        line("total %d addresses on %d interfaces, assigned %d, cooling %d", total, pool.interfaces().size(), pool.assigned(), pool.cooling());
        line("available = total %d - assigned %d = %d (cooling addresses count)", total, pool.assigned(), available);
        Optional<Instant> attaching = pool.interfaces().stream().map(PoolState.Interface::availableAt).filter(now::isBefore).min(Instant::compareTo);
        if (attaching.isPresent()) {
            line("an interface is being attached until %s", attaching.get());
            return nothing(Optional.of(Shortage.ATTACHING), attaching);
        }
        if (low(total, available)) {
            return grow();
        }
        Decision shrink = shrink(available);
        boolean resting = available > 0 && available <= pool.cooling();
        Optional<Shortage> shortage = resting ? Optional.of(Shortage.COOLING)
                : available == 0 ? Optional.of(total >= pool.maxPods() ? Shortage.MAX_PODS : Shortage.NODE_FULL) : Optional.empty();
        return new Decision(shrink.action(), shortage, arithmetic, shrink.again());
    }

    private boolean low(int total, int available) {
        if (total >= pool.maxPods()) {
            line("low: no, total %d >= maxPods %d", total, pool.maxPods());
            return false;
        }
        int wanted = pool.slots() * settings.warmEniTarget();
        boolean low = available < wanted || settings.warmEniTarget() == 0 && available == 0;
        line("low: %s, available %d %s %d per interface x WARM_ENI_TARGET %d = %d", low ? "yes" : "no", available, available < wanted ? "<" : ">=",
                pool.slots(), settings.warmEniTarget(), wanted);
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
            return refused(Shortage.SUBNET_EMPTY, pause);
        }
        for (PoolState.Interface of : pool.interfaces()) {
            int free = pool.slots() - of.addresses();
            if (free > 0) {
                line("grow: %s has %d of %d slots free", of.id(), free, pool.slots());
                return new Decision(Optional.of(new Action.Fill(of.id(), free)), shortageNow(), arithmetic, Optional.empty());
            }
        }
        int limit = Math.min(pool.maxInterfaces(), settings.maxEni().orElse(Integer.MAX_VALUE));
        if (pool.interfaces().size() >= limit) {
            line("grow: no, %d of %d interfaces are attached", pool.interfaces().size(), limit);
            return nothing(shortageNow(), Optional.empty());
        }
        line("grow: attach interface %d of %d with %d addresses", pool.interfaces().size() + 1, limit, pool.slots());
        return new Decision(Optional.of(new Action.Attach(freeDevice(), pool.slots())), shortageNow(), arithmetic, Optional.empty());
    }

    private Optional<Shortage> shortageNow() {
        int available = pool.available(now);
        return available == 0 ? Optional.of(Shortage.NODE_FULL)
                : available <= pool.cooling() ? Optional.of(Shortage.COOLING) : Optional.empty();
    }

    private Decision refused(Shortage why, Optional<Instant> until) {
        line("grow: no, %s%s", why.sentence(), until.map(end -> " (until " + end + ")").orElse(""));
        boolean none = pool.available(now) <= pool.cooling();
        return nothing(none ? Optional.of(why) : Optional.empty(), until);
    }

    /** Takes away at most one interface, the last attached first; the primary stays. */
    private Decision shrink(int available) {
        int enough = (settings.warmEniTarget() + 1) * pool.slots();
        boolean extra = available >= enough;
        line("extra: %s, available %d %s (WARM_ENI_TARGET %d + 1) x %d = %d", extra ? "yes" : "no", available, extra ? ">=" : "<",
                settings.warmEniTarget(), pool.slots(), enough);
        if (!extra || settings.poolFixed() || !pool.schedulable() && !settings.manageUnschedulable()) {
            return nothing(Optional.empty(), Optional.empty());
        }
        List<PoolState.Interface> empty = pool.interfaces().stream().filter(of -> of.device() > 0 && of.assigned() == 0)
                .sorted(Comparator.comparingInt(PoolState.Interface::device).reversed()).toList();
        for (PoolState.Interface of : empty) {
            if (of.cooling() == 0 && !now.isBefore(of.attachedAt().plus(MIN_AGE))) {
                line("shrink: detach %s, no pod and no cooling address on it", of.id());
                return new Decision(Optional.of(new Action.Detach(of.id())), Optional.empty(), arithmetic, Optional.empty());
            }
        }
        line("shrink: no interface without pods and cooling addresses is older than %d s", MIN_AGE.toSeconds());
        return nothing(Optional.empty(), empty.stream().map(of -> of.attachedAt().plus(MIN_AGE)).filter(now::isBefore).min(Instant::compareTo));
    }

    private int freeDevice() {
        Set<Integer> taken = pool.interfaces().stream().map(PoolState.Interface::device).collect(Collectors.toCollection(TreeSet::new));
        int device = 0;
        while (taken.contains(device)) {
            device++;
        }
        return device;
    }

    private Decision nothing(Optional<Shortage> shortage, Optional<Instant> again) {
        return new Decision(Optional.empty(), shortage, arithmetic, again);
    }

    private void line(String format, Object... values) {
        arithmetic.add(String.format(java.util.Locale.ROOT, format, values));
    }
}
