package dev.glassplane.cni.bgp;

import dev.glassplane.image.Pod;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.ipset.IpSet;
import dev.glassplane.linux.ipset.SetMember;
import dev.glassplane.linux.ipset.SetType;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.policy.calico.EndpointSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The ipsets that rules of policies ask ({@code projectcalico/calico: felix/calc/rule_scanner.go, felix/labelindex}). */
final class PolicySets {

    /** Most members of Felix's sets: maxIpsetSize. */
    static final int MEMBERS_MAX = 1_048_576;

    private PolicySets() {}

    /** @param pods whom the set's selector means */
    static Set<SetMember> members(EndpointSet set, List<Pod> pods) {
        Set<SetMember> members = new HashSet<>();
        for (Pod pod : pods) {
            Ip ip = pod.ips().stream().filter(Ip::isV4).findFirst().orElseThrow();
            set.port().ifPresentOrElse(port -> pod.containerPorts().stream().filter(of -> of.protocol() == port.protocol() && of.name().equals(port.name()))
                    .forEach(of -> members.add(new SetMember.AddressPort(ip, of.protocol(), of.port()))), () -> members.add(new SetMember.Net(ip.asCidr())));
        }
        return members;
    }

    static List<Entry<?, ?>> entries(EndpointSet set, Set<SetMember> members) {
        Origin origin = Origin.of(FelixProgrammer.COMPONENT, "endpoints with " + set.selector() + set.port().map(port -> ", their port " + port.name()).orElse(""));
        IpSet ipset = new IpSet(set.name(), set.port().isPresent() ? SetType.HASH_IP_PORT : SetType.HASH_NET, Family.IPV4, MEMBERS_MAX);
        List<Entry<?, ?>> entries = new ArrayList<>(List.of(ipset.declaration(origin)));
        members.forEach(member -> entries.addAll(ipset.with(member, origin)));
        return entries;
    }
}
