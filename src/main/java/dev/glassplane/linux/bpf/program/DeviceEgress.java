package dev.glassplane.linux.bpf.program;

import dev.glassplane.linux.bpf.BpfMemory.Direction;
import dev.glassplane.linux.bpf.BpfMemory.Flow;
import dev.glassplane.linux.bpf.BpfMemory.FlowKey;
import dev.glassplane.linux.bpf.DatapathSettings.Masquerade;
import dev.glassplane.linux.bpf.DropReason;
import dev.glassplane.linux.bpf.Identity;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import java.util.List;
import java.util.Optional;

/**
 * What leaves by a native device ({@code cilium/cilium: bpf/bpf_host.c}, cil_to_netdev): answers of backends that share the node's addresses get the
 * Service's, and what pods send to the world gets the node's, if the programs masquerade ({@code bpf/lib/nat.h}, snat_v4_needs_masquerade).
 */
final class DeviceEgress {

    private final Run run;
    private final String device;

    DeviceEgress(Run run, String device) {
        this.run = run;
        this.device = device;
    }

    ProgramResult run() {
        Optional<Flow> answered = run.balanced() ? run.flow(new FlowKey(run.tuple().inverted(), Direction.OUT)).filter(Flow::nodePort) : Optional.empty();
        if (answered.isPresent()) {
            new Answers(run, device).service(answered.get());
            return new ProgramResult.Pass(run.packet());
        }
        return run.settings().masquerade().isPresent() ? masquerade(run.settings().masquerade().get()) : new ProgramResult.Pass(run.packet());
    }

    private ProgramResult masquerade(Masquerade settings) {
        Optional<Ip> address = Ways.address(run.node().routing(), device, run.family());
        Optional<String> not = address.isEmpty() ? Optional.of(device + " has no " + run.family().word() + " address") : exempt(settings);
        if (not.isPresent()) {
            run.decide("pass", "not masqueraded: " + not.get(), Optional.empty());
            return new ProgramResult.Pass(run.packet());
        }
        Optional<IpPort> source = SourcePorts.translate(run, run.tuple(), address.get());
        if (source.isEmpty()) {
            return run.drop(DropReason.NO_MAPPING_FOR_NAT_MASQUERADE, "no free port of " + address.get() + " towards "
                    + Frontends.destination(run), Optional.empty());
        }
        run.translate("SNAT", run.packet().withSource(source.get().ip(), source.get().port()), "a pod sends to the world: the source becomes the address of "
                + device, Optional.empty(), Optional.empty());
        return new ProgramResult.Pass(run.packet());
    }

    /** @return why the source stays, in the program's order */
    private Optional<String> exempt(Masquerade settings) {
        Ip source = run.packet().source();
        Ip to = run.packet().destination();
        if (run.node().routing().isLocal(source)) {
            return Optional.of(source + " is an address of this node");
        }
        if (run.memory().flow(new FlowKey(run.tuple().inverted(), Direction.IN)).isPresent()) {
            return Optional.of("it answers a connection that was opened from elsewhere");
        }
        if (holds(settings.nativeRouting(), to)) {
            return Optional.of(to + " knows pods by their own addresses (ipv4-native-routing-cidr)");
        }
        if (holds(settings.exempt(), to)) {
            return Optional.of(to + " is exempt (ip-masq-agent)");
        }
        if (!settings.remoteNodes() && run.identity(to).equals(Identity.REMOTE_NODE)) {
            return Optional.of(to + " is another node of the cluster");
        }
        boolean pod = Ways.endpoint(run, source) instanceof Ways.Endpoint.OfPod;
        return pod ? Optional.empty() : Optional.of(source + " is no pod of this node");
    }

    private static boolean holds(List<Cidr> ranges, Ip ip) {
        return ranges.stream().anyMatch(range -> range.contains(ip));
    }
}
