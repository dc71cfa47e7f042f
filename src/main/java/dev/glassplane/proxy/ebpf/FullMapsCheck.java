package dev.glassplane.proxy.ebpf;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.DataplaneSource;
import dev.glassplane.dataplane.NodeState;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.WarningCheck;
import dev.glassplane.linux.bpf.BpfMap;
import dev.glassplane.linux.bpf.BpfMaps;
import dev.glassplane.linux.bpf.LoadBalancerMaps;
import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.proxy.ProxyModes;
import dev.glassplane.proxy.ProxySettings;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tells of nodes whose maps are too small for their Services. The server answers truly for such nodes too, so it stays ready. */
@Component
class FullMapsCheck implements WarningCheck {

    /** Full maps that one message names. */
    private static final int SHOWN_MAX = 5;

    /** What was found in the tables seen last: a memory, not a state. */
    private record Found(Dataplane dataplane, String warning) {}

    private final DataplaneSource source;
    private volatile Found found;

    FullMapsCheck(DataplaneSource source) {
        this.source = source;
    }

    @Override
    public String name() {
        return "bpf-maps";
    }

    @Override
    public String warning() {
        Dataplane dataplane = source.current();
        Found last = found;
        if (last == null || last.dataplane() != dataplane) {
            last = new Found(dataplane, look(dataplane));
            found = last;
        }
        return last.warning();
    }

    /** Looks at nodes that run the mode only, and no further than what is shown. */
    private static String look(Dataplane dataplane) {
        List<String> full = new ArrayList<>();
        ClusterImage image = dataplane.image();
        ProxyMode configured = ProxySettings.of(image).configuration().mode();
        for (String name : dataplane.nodes().keySet()) {
            boolean runs = image.node(name).filter(node -> ProxyModes.of(node, configured, ClusterNetwork.of(image)) == ProxyMode.EBPF).isPresent();
            if (runs && full.size() <= SHOWN_MAX) {
                full.addAll(full(dataplane.nodes().get(name)));
            }
        }
        return full.size() <= SHOWN_MAX ? String.join("; ", full) : String.join("; ", full.subList(0, SHOWN_MAX)) + "; and more";
    }

    private static List<String> full(NodeState node) {
        BpfMaps maps = BpfMaps.of(node.host().entries());
        List<String> full = new ArrayList<>();
        for (BpfMap<?, ?> map : LoadBalancerMaps.all()) {
            int leftOut = maps.refused(map).size();
            if (leftOut > 0) {
                full.add("node " + node.node() + ": " + map.name() + " is full, " + leftOut + " entries beyond its " + maps.maxEntries(map)
                        + " are left out (MAP_FULL)");
            }
        }
        return full;
    }
}
