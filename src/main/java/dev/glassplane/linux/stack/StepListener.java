package dev.glassplane.linux.stack;

/** Hears what a host does with a packet, in order. */
@FunctionalInterface
public interface StepListener {

    /** @param step what just happened */
    void on(StackStep step);
}
