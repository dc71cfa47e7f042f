package dev.glassplane.image.election;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code glassplane.leader-election.*}, with the defaults of kube-controller-manager's {@code --leader-elect-*} flags.
 *
 * @param leaseDuration how long others wait after the last renewal that they saw
 * @param renewDeadline how long a leader tries to renew before it gives up
 * @param retryPeriod   pause between two tries
 */
@ConfigurationProperties("glassplane.leader-election")
record ElectionSettings(@DefaultValue("15s") Duration leaseDuration, @DefaultValue("10s") Duration renewDeadline, @DefaultValue("2s") Duration retryPeriod) {

    ElectionSettings {
        if (leaseDuration.compareTo(renewDeadline) <= 0) {
            throw new IllegalArgumentException("glassplane.leader-election.lease-duration=" + leaseDuration + ": expected more than renew-deadline=" + renewDeadline);
        }
        if (retryPeriod.isNegative() || retryPeriod.isZero() || renewDeadline.compareTo(retryPeriod) <= 0) {
            throw new IllegalArgumentException("glassplane.leader-election.renew-deadline=" + renewDeadline + ": expected more than retry-period=" + retryPeriod);
        }
        if (leaseDuration.toSeconds() < 1) {
            throw new IllegalArgumentException("glassplane.leader-election.lease-duration=" + leaseDuration + ": expected at least 1s");
        }
    }
}
