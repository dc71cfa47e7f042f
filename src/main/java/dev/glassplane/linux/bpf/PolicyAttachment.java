package dev.glassplane.linux.bpf;

import dev.glassplane.linux.entry.EntryTable;

/**
 * The network policy agent's pair of programs at the host's end of a pod, attached by filters of qdisc clsact: {@code handle_egress} sees what leaves
 * the pod, {@code handle_ingress} what enters it. Pods whose names differ only behind the last dash share programs and maps.
 *
 * @param podIdentifier which maps: {@code web-7d4b9-demo} for the pods of ReplicaSet web-7d4b9 in namespace demo
 */
public record PolicyAttachment(String podIdentifier) {

    /** Pairs by device. */
    public static final EntryTable<String, PolicyAttachment> TABLE = new Attachments();

    private static final class Attachments implements EntryTable<String, PolicyAttachment> {
        @Override
        public String toString() {
            return "bpf policy attachments";
        }
    }
}
