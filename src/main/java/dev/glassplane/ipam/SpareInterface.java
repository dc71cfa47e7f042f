package dev.glassplane.ipam;

import dev.glassplane.ipam.Decision.Action;
import dev.glassplane.ipam.PoolState.Interface;
import dev.glassplane.vpc.PoolSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether an interface is too many, a pure function ({@code aws/amazon-vpc-cni-k8s: pkg/ipamd/ipamd.go}, shouldRemoveExtraENIs;
 * {@code pkg/ipamd/datastore/data_store.go}, getDeletableENI). At most one goes in a turn of ipamd's loop, the last attached first.
 */
final class SpareInterface {

    /** An interface is not taken away before this age. */
    static final Duration MIN_AGE = Duration.ofMinutes(1);

    private final PoolState pool;
    private final PoolSettings settings;
    private final Instant now;
    private final Arithmetic sums;

    private SpareInterface(PoolState pool, PoolSettings settings, Instant now, Arithmetic sums) {
        this.pool = pool;
        this.settings = settings;
        this.now = now;
        this.sums = sums;
    }

    /**
     * @param counted the pool when the turn of the loop began: whether to look at all is decided on it
     * @param pool    the pool after it grew or gave back
     */
    static Decision decide(PoolState counted, PoolState pool, PoolSettings settings, Instant now, Arithmetic sums) {
        return new SpareInterface(pool, settings, now, sums).decide(counted);
    }

    private Decision decide(PoolState counted) {
        boolean allowed = !settings.poolFixed() && (pool.schedulable() || settings.manageUnschedulable());
        Optional<Instant> again = Optional.empty();
        if (look(counted) && allowed) {
            for (Interface of : pool.interfaces().reversed()) {
                if (of.device() == 0 || of.pods() > 0) {
                    continue;
                }
                Instant old = of.attachedAt().plus(MIN_AGE);
                if (now.isBefore(old)) {
                    again = WarmPool.earliest(again, Optional.of(old));
                } else if (of.cooling() == 0 && !needed(of)) {
                    sums.line("shrink: detach %s, no pod and no cooling address on it", of.id());
                    return new Decision(Optional.of(new Action.Detach(of.id())), Optional.empty(), sums.lines(), Optional.empty());
                }
            }
            sums.line("shrink: no interface without pods and cooling addresses is older than %d s and not needed", MIN_AGE.toSeconds());
        }
        return new Decision(Optional.empty(), Optional.empty(), sums.lines(), again);
    }

    private boolean look(PoolState counted) {
        if (settings.ipTargets()) {
            return pool.interfaces().size() > 1;
        }
        int available = counted.available(now);
        int warm = pool.prefixMode() ? settings.warmPrefixTarget() : settings.warmEniTarget();
        int enough = (warm + 1) * pool.perInterface();
        boolean extra = available >= enough;
        boolean idle = !extra && pool.prefixMode() && pool.interfaces().stream().anyMatch(of -> of.device() > 0 && of.pods() == 0);
        sums.line("extra: %s, available %d %s (%s %d + 1) x %d = %d%s", extra ? "yes" : "no", available, extra ? ">=" : "<",
                pool.prefixMode() ? "WARM_PREFIX_TARGET" : "WARM_ENI_TARGET", warm, pool.perInterface(), enough,
                idle ? ", but an interface has no pods" : "");
        return extra || idle;
    }

    /** What the other interfaces have must meet the targets. */
    private boolean needed(Interface of) {
        int warm = 0;
        int total = 0;
        int freeCidrs = 0;
        for (Interface other : pool.interfaces()) {
            if (other != of && !other.excluded()) {
                warm += other.warm();
                total += other.total();
                freeCidrs += other.freeCidrs();
            }
        }
        return settings.warmIpTarget() != 0 && needed(of, warm, "warm addresses", rounded(settings.warmIpTarget()), "WARM_IP_TARGET")
                || settings.minimumIpTarget() != 0 && needed(of, total, "addresses", rounded(settings.minimumIpTarget()), "MINIMUM_IP_TARGET")
                || pool.prefixMode() && settings.warmPrefixTarget() != 0
                && needed(of, freeCidrs, "free prefixes", settings.warmPrefixTarget(), "WARM_PREFIX_TARGET");
    }

    private boolean needed(Interface of, int others, String what, int target, String name) {
        if (others < target) {
            sums.line("shrink: %s stays, the others have %d %s < %s %d%s", of.id(), others, what, name, target,
                    pool.prefixMode() && !name.equals("WARM_PREFIX_TARGET") ? " (rounded up to whole prefixes)" : "");
        }
        return others < target;
    }

    private int rounded(int target) {
        return pool.prefixMode() ? (target + PoolState.PREFIX - 1) / PoolState.PREFIX * PoolState.PREFIX : target;
    }
}
