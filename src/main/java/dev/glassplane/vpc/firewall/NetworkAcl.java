package dev.glassplane.vpc.firewall;

import dev.glassplane.net.Cidr;
import java.util.Comparator;
import java.util.List;

/**
 * A network ACL: numbered rules of which the lowest that matches decides, asked of every packet alike, answers too.
 *
 * @param id      its id, the name of the NetworkACL object
 * @param vpc     name of the VPC
 * @param subnets ids of the subnets that it stands around
 * @param entries ascending by number
 */
public record NetworkAcl(String id, String vpc, List<String> subnets, List<Entry> entries) {

    private static final int DEFAULT_NUMBER = 100;
    private static final int DEFAULT_NUMBER_V6 = 101;

    public NetworkAcl {
        subnets = List.copyOf(subnets);
        entries = entries.stream().sorted(Comparator.comparingInt(Entry::number)).toList();
    }

    /**
     * @param number    1 to 32766
     * @param direction of the packets that it is asked for
     * @param traffic   protocol and ports
     * @param cidr      the other end
     * @param allow     what happens to them
     */
    public record Entry(int number, Direction direction, Traffic traffic, Cidr cidr, boolean allow) {

        boolean matches(Flow flow) {
            return cidr.contains(flow.other(direction)) && traffic.matches(flow);
        }

        /** @return {@code allow tcp 80 from 0.0.0.0/0} */
        String text() {
            return (allow ? "allow " : "deny ") + traffic + " " + direction.preposition() + " " + cidr;
        }
    }

    /** @return the ACL of a VPC's subnets that no other stands around: it lets everything pass (AWS VPC user guide, "Default network ACL") */
    public static NetworkAcl byDefault(String vpc) {
        Cidr all = Cidr.parse("0.0.0.0/0");
        Cidr allV6 = Cidr.parse("::/0");
        return new NetworkAcl(defaultId(vpc), vpc, List.of(), List.of(new Entry(DEFAULT_NUMBER, Direction.INGRESS, Traffic.EVERYTHING, all, true),
                new Entry(DEFAULT_NUMBER_V6, Direction.INGRESS, Traffic.EVERYTHING, allV6, true),
                new Entry(DEFAULT_NUMBER, Direction.EGRESS, Traffic.EVERYTHING, all, true),
                new Entry(DEFAULT_NUMBER_V6, Direction.EGRESS, Traffic.EVERYTHING, allV6, true)));
    }

    /** @return id of a VPC's default ACL; an object of that name takes its place */
    public static String defaultId(String vpc) {
        return "acl-default-" + vpc;
    }
}
