package dev.glassplane.linux.bpf;

import dev.glassplane.linux.entry.EntryTable;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the agent compiles into its programs, from the ConfigMap {@code cilium-config}.
 *
 * @param socketLb   whose connect(2) is served
 * @param selection  how the packet path chooses a backend
 * @param nodePort   how requests from outside are passed on
 * @param masquerade set if the programs masquerade what pods send ({@code enable-bpf-masquerade})
 * @param hostRouting {@link HostRouting#BPF} if packets of pods go around netfilter
 */
public record DatapathSettings(SocketLb socketLb, Selection selection, NodePort nodePort, Optional<Masquerade> masquerade, HostRouting hostRouting) {

    /** Settings of a node, under {@link #KEY}. */
    public static final EntryTable<String, DatapathSettings> TABLE = new Settings();
    /** The one key of the table. */
    public static final String KEY = "node";

    /** Whose connect(2) is served ({@code bpf-lb-sock}, {@code bpf-lb-sock-hostns-only}). */
    public enum SocketLb { OFF, ON, HOST_ONLY }

    /** Who passes packets of pods on ({@code enable-host-legacy-routing}). */
    public enum HostRouting { LEGACY, BPF }

    /** How a request reaches a backend on another node ({@code bpf-lb-mode}); {@code PER_FRONTEND} is hybrid or by annotation: flag 0x80 says DSR. */
    public enum ForwardingMode { SNAT, DSR, PER_FRONTEND }

    /**
     * How the packet path chooses.
     *
     * @param algorithm      {@link Algorithm#RANDOM} or {@link Algorithm#MAGLEV} ({@code bpf-lb-algorithm})
     * @param tableSize      M ({@code bpf-lb-maglev-table-size})
     * @param seed           {@code bpf-lb-maglev-hash-seed}
     * @param rejectEmpty    ICMP for a Service without backends ({@code service-no-backend-response: reject}), otherwise dropped
     * @param emptyRoutable  false: what is for a Service without backends goes on untranslated ({@code enable-no-service-endpoints-routable})
     * @param externalIpsFromInside whether pods reach external IPs of other hosts ({@code bpf.disableExternalIPMitigation})
     */
    public record Selection(Algorithm algorithm, int tableSize, MaglevSeed seed, boolean rejectEmpty, boolean emptyRoutable,
                            boolean externalIpsFromInside) {

        /** Random, reject, no external IPs of others from inside. */
        public static final Selection DEFAULT = new Selection(Algorithm.RANDOM, MaglevTable.SIZE_DEFAULT, MaglevSeed.DEFAULT, true, true, false);

        public Selection {
            if (algorithm == Algorithm.DEFAULT) {
                throw new IllegalArgumentException("bpf-lb-algorithm: expected random or maglev");
            }
        }
    }

    /**
     * How requests from outside are passed on.
     *
     * @param mode                to backends on other nodes; DSR is dispatched by an IP option ({@code bpf-lb-dsr-dispatch: opt})
     * @param from                first node port ({@code node-port-range})
     * @param to                  last node port; the ports above it are used for translated sources
     * @param directRoutingDevice device whose first address is the source towards other nodes ({@code direct-routing-device})
     * @param loopback            source of a pod that reaches itself through a Service, where packets are translated one by one
     */
    public record NodePort(ForwardingMode mode, int from, int to, String directRoutingDevice, Map<Family, Ip> loopback) {

        /** {@code ipv4-service-loopback-address} and its IPv6 twin. */
        public static final Map<Family, Ip> LOOPBACK_DEFAULT = Map.of(Family.IPV4, Ip.parse("169.254.42.1"), Family.IPV6, Ip.parse("fe80::1"));

        public NodePort {
            if (from > to || to >= 65_535) {
                throw new IllegalArgumentException("node-port-range: expected two ports in order below 65535, found " + from + "," + to);
            }
            loopback = Map.copyOf(loopback);
        }

        /** SNAT, 30000-32767. */
        public static NodePort on(String directRoutingDevice) {
            return new NodePort(ForwardingMode.SNAT, 30_000, 32_767, directRoutingDevice, LOOPBACK_DEFAULT);
        }
    }

    /**
     * Which packets of pods leave with the node's address.
     *
     * @param nativeRouting destinations that know pods by their own addresses ({@code ipv4-native-routing-cidr})
     * @param exempt        destinations of {@code ip-masq-agent} ({@code cilium_ipmasq_v4})
     * @param remoteNodes   whether other nodes count as outside ({@code enable-remote-node-masquerade})
     */
    public record Masquerade(List<Cidr> nativeRouting, List<Cidr> exempt, boolean remoteNodes) {

        public Masquerade {
            nativeRouting = List.copyOf(nativeRouting);
            exempt = List.copyOf(exempt);
        }
    }

    private static final class Settings implements EntryTable<String, DatapathSettings> {
        @Override
        public String toString() {
            return "bpf settings";
        }
    }
}
