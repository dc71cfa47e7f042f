package dev.glassplane.controller.scheduler;

/** What the scheduler says about a pod. */
sealed interface Decision {

    /** @param node where the pod goes */
    record Placed(String node) implements Decision {}

    /** @param message why there is no node, in kube-scheduler's words */
    record Unschedulable(String message) implements Decision {}
}
