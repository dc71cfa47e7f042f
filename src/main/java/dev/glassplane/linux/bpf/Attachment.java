package dev.glassplane.linux.bpf;

import dev.glassplane.linux.entry.EntryTable;

/**
 * A program attached to a place.
 *
 * @param program which
 * @param target  a device's name, or its beginning and {@code *} for all devices that the agent finds so (the host's ends of pods); for programs
 *                of a cgroup its root, {@link #CGROUP_ROOT}
 */
public record Attachment(BpfProgram program, String target) {

    /** Where the agent mounts the root of all cgroups. */
    public static final String CGROUP_ROOT = "/run/cilium/cgroupv2";

    /** Attachments of a node; the key is the attachment, the value says how. */
    public static final EntryTable<Attachment, Mode> TABLE = new Attachments();

    /** How a program is attached. */
    public enum Mode {
        /** By the driver: XDP of a device whose driver can. */
        NATIVE,
        /** By tcx links; tc of a kernel that has them. */
        TCX,
        /** By a filter of qdisc clsact. */
        CLSACT,
        /** To a cgroup. */
        CGROUP
    }

    private static final class Attachments implements EntryTable<Attachment, Mode> {
        @Override
        public String toString() {
            return "bpf attachments";
        }
    }

    /** @return whether the program sits on this device */
    boolean on(String device) {
        return target.endsWith("*") ? device.startsWith(target.substring(0, target.length() - 1)) : target.equals(device);
    }
}
