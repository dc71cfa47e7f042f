package dev.glassplane.kernel;

import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.ipset.IpSet;
import dev.glassplane.linux.ipset.SetMember;
import dev.glassplane.linux.ipset.SetMember.AddressPort;
import dev.glassplane.linux.ipset.SetType;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random ipsets of every type over the addresses and ports of {@link RandomTables}; half of what packets ask for is in them. */
final class RandomSets {

    /** How many fields each set's members have, and so how many directions a rule names. */
    static final List<IpSet> SETS = List.of(set("S-IP", SetType.HASH_IP), set("S-IP-PORT", SetType.HASH_IP_PORT),
            set("S-IP-PORT-IP", SetType.HASH_IP_PORT_IP), set("S-IP-PORT-NET", SetType.HASH_IP_PORT_NET), set("S-PORT", SetType.BITMAP_PORT));
    private static final Origin ORIGIN = Origin.of("test", "random set");
    private static final List<Ip> ADDRESSES = List.of(Ip.parse("10.0.1.1"), Ip.parse("10.0.1.2"), Ip.parse("10.0.2.1"), Ip.parse("10.0.2.2"),
            Ip.parse("10.0.2.3"), Ip.parse("10.9.0.9"));
    private static final List<Integer> PORTS = List.of(53, 80, 81);
    private static final List<Cidr> NETWORKS = List.of(Cidr.parse("10.0.1.0/24"), Cidr.parse("10.0.2.2/31"), Cidr.parse("10.0.0.0/8"),
            Cidr.parse("10.0.2.1/32"), Cidr.parse("0.0.0.0/1"));

    private RandomSets() {}

    private static IpSet set(String name, SetType type) {
        return new IpSet(name, type, Family.IPV4);
    }

    static List<Entry<?, ?>> entries(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Entry<?, ?>> entries = new ArrayList<>();
        for (IpSet set : SETS) {
            entries.add(set.declaration(ORIGIN));
            candidates(set.type()).stream().filter(_ -> random.nextInt(2) == 0).forEach(member -> entries.addAll(set.with(member, ORIGIN)));
        }
        return entries;
    }

    private static List<SetMember> candidates(SetType type) {
        List<SetMember> members = new ArrayList<>();
        switch (type) {
            case HASH_IP -> ADDRESSES.forEach(ip -> members.add(new SetMember.Address(ip)));
            case HASH_IP_PORT -> addressPorts().forEach(members::add);
            case HASH_IP_PORT_IP -> addressPorts().forEach(to -> ADDRESSES.forEach(ip -> members.add(new SetMember.AddressPortAddress(to, ip))));
            case HASH_IP_PORT_NET -> addressPorts().forEach(to -> NETWORKS.forEach(net -> members.add(new SetMember.AddressPortNet(to, net))));
            case BITMAP_PORT -> PORTS.forEach(port -> members.add(new SetMember.Port(port)));
        }
        return members;
    }

    private static List<AddressPort> addressPorts() {
        List<AddressPort> members = new ArrayList<>();
        for (Ip ip : ADDRESSES) {
            for (Protocol protocol : new Protocol[] {Protocol.UDP, Protocol.TCP}) {
                PORTS.forEach(port -> members.add(new AddressPort(ip, protocol, port)));
            }
        }
        return members;
    }
}
