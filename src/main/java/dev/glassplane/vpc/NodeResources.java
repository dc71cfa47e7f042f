package dev.glassplane.vpc;

import java.util.LinkedHashMap;
import java.util.Map;

/** Capacity and allocatable of a node as EKS's AMI sets kubelet up ({@code awslabs/amazon-eks-ami: bootstrap.sh}). */
final class NodeResources {

    private static final int MIB_PER_POD_RESERVED = 11;
    private static final int MIB_RESERVED = 255;
    private static final int MIB_EVICTION_HARD = 100;
    private static final int FIRST_CORE_MILLIS = 60;
    private static final int SECOND_CORE_MILLIS = 10;
    private static final int NEXT_TWO_CORES_MILLIS = 5;
    private static final double FURTHER_CORE_MILLIS = 2.5;
    private static final int MILLIS_PER_CPU = 1000;
    private static final int KIB_PER_MIB = 1024;

    private NodeResources() {}

    /** @return status.capacity */
    static Map<String, String> capacity(InstanceType type, int maxPods) {
        Map<String, String> capacity = new LinkedHashMap<>();
        capacity.put("cpu", Integer.toString(type.vcpusOrAssumed()));
        capacity.put("memory", type.memoryMib() * KIB_PER_MIB + "Ki");
        capacity.put("pods", Integer.toString(maxPods));
        return capacity;
    }

    /** @return status.allocatable: capacity less what kubelet keeps back; nothing is kept back of the pods */
    static Map<String, String> allocatable(InstanceType type, int maxPods) {
        long reservedMib = (long) MIB_PER_POD_RESERVED * maxPods + MIB_RESERVED + MIB_EVICTION_HARD;
        Map<String, String> allocatable = new LinkedHashMap<>();
        allocatable.put("cpu", type.vcpusOrAssumed() * MILLIS_PER_CPU - reservedMillis(type.vcpusOrAssumed()) + "m");
        allocatable.put("memory", Math.max(0, type.memoryMib() - reservedMib) * KIB_PER_MIB + "Ki");
        allocatable.put("pods", Integer.toString(maxPods));
        return allocatable;
    }

    /** 6% of the first core, 1% of the second, 0.5% of the next two, 0.25% of each further one. */
    private static int reservedMillis(int vcpus) {
        int millis = FIRST_CORE_MILLIS + (vcpus > 1 ? SECOND_CORE_MILLIS : 0);
        millis += NEXT_TWO_CORES_MILLIS * Math.clamp(vcpus - 2L, 0, 2);
        return millis + (int) (FURTHER_CORE_MILLIS * Math.max(0, vcpus - 4));
    }
}
