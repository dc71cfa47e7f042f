package dev.glassplane.linux.ipvs;

import java.util.Locale;

/** Options of the hashing schedulers {@code sh} and {@code mh}, in the order in which ipvsadm prints them. */
public enum SchedulerFlag {
    /** Try the next slots if the chosen real server cannot be used. */
    FALLBACK,
    /** Hash the source port too. */
    PORT;

    /** @return as ipvsadm writes it: {@code mh-port} */
    public String word(Scheduler scheduler) {
        return scheduler.word() + "-" + name().toLowerCase(Locale.ROOT);
    }
}
