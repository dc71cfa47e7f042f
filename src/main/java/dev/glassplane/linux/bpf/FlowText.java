package dev.glassplane.linux.bpf;

import dev.glassplane.linux.bpf.BpfMemory.Flow;
import dev.glassplane.linux.bpf.BpfMemory.FlowKey;
import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Flows that the programs track, in the words of {@code cilium-dbg bpf ct list global}; counters and times, which a walk has not, are left out. */
public final class FlowText {

    private FlowText() {}

    /** @return {@code cilium_ct4_global} for TCP, {@code cilium_ct_any4_global} for the rest, and their IPv6 twins */
    public static String table(Tuple tuple) {
        String family = tuple.source().isV4() ? "4" : "6";
        return tuple.protocol() == Protocol.TCP ? "cilium_ct" + family + "_global" : "cilium_ct_any" + family + "_global";
    }

    /** @return {@code TCP SVC 10.244.1.20:41000 -> 10.96.10.1:80} */
    public static String key(FlowKey key) {
        return key.tuple().protocol() + " " + key.direction() + " " + ends(key.tuple());
    }

    static String ends(Tuple tuple) {
        return new IpPort(tuple.source(), tuple.sourcePort()) + " -> " + new IpPort(tuple.destination(), tuple.destinationPort());
    }

    /** @return {@code Flags=0x0020 [ NodePort ] RevNAT=1 BackendID=0} */
    public static String value(Flow flow) {
        List<String> words = new ArrayList<>();
        int flags = 0;
        if (flow.loopback()) {
            flags |= 0x8;
            words.add("LBLoopback");
        }
        if (flow.nodePort()) {
            flags |= 0x20;
            words.add("NodePort");
        }
        if (flow.service().isPresent()) {
            flags |= 0x80;
            words.add("DSR");
        }
        return String.format(Locale.ROOT, "Flags=0x%04x [ %s] RevNAT=%d BackendID=%d", flags,
                words.isEmpty() ? "" : String.join(" ", words) + " ", flow.revNatId(), flow.backendId());
    }
}
