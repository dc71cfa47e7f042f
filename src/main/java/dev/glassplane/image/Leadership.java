package dev.glassplane.image;

import dev.glassplane.store.Guard;
import dev.glassplane.store.ObjectKey;

/** Whether this process runs the control loops: of the replicas that share a log, the one that holds a Lease. A process alone leads always. */
public interface Leadership {

    /** The Lease. */
    ObjectKey LEASE = new ObjectKey("leases.coordination.k8s.io", "kube-system", "glassplane");

    /** @return whether this process may run the control loops now */
    boolean leads();

    /** @return who leads, as the Lease says; empty if nobody does or nobody has to */
    String leader();

    /** @return what must hold whenever the loops write: that the Lease is still held, as of the write's own commit */
    Guard guard();

    /** @param listener hears whenever {@link #leads()} has changed; must only hand it on */
    void onChange(Runnable listener);

    /** Leadership of a process that shares its log with nobody. */
    Leadership ALONE = new Leadership() {
        @Override
        public boolean leads() {
            return true;
        }

        @Override
        public String leader() {
            return "";
        }

        @Override
        public Guard guard() {
            return Guard.NONE;
        }

        @Override
        public void onChange(Runnable listener) {
            // it never does
        }
    };
}
