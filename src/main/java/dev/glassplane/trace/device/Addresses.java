package dev.glassplane.trace.device;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.List;
import java.util.stream.Stream;

/** Which addresses the internet routes. */
public final class Addresses {

    /** RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291. */
    private static final List<Cidr> PRIVATE = Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16",
            "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128").map(Cidr::parse).toList();

    /** Instance metadata, resolver, time, ECS credentials (Amazon EC2 user guide, "Link-local addresses"). */
    private static final List<Cidr> AWS_SERVICES = Stream.of("169.254.0.0/16", "fd00:ec2::/32").map(Cidr::parse).toList();
    private static final String SUBNETS = "subnets.ec2.services.k8s.aws";
    /** Network, router, resolver and one kept back, at the beginning of every subnet. */
    private static final int RESERVED_FIRST = 4;

    private Addresses() {}

    /** @return whether AWS itself answers on every instance's link */
    static boolean isAwsService(Ip ip) {
        return AWS_SERVICES.stream().anyMatch(cidr -> cidr.contains(ip));
    }

    /** @return whether the address is one of those that AWS keeps in each subnet for itself */
    static boolean isReservedInSubnet(Ip ip, ClusterImage image) {
        return image.all(SUBNETS).values().stream()
                .flatMap(subnet -> Cidr.tryParse(subnet.object().path("spec").path("cidrBlock").asString("")).stream())
                .filter(cidr -> cidr.contains(ip))
                .anyMatch(cidr -> Stream.iterate(0, offset -> offset < RESERVED_FIRST, offset -> offset + 1).anyMatch(offset -> cidr.at(offset).equals(ip))
                        || cidr.at(cidr.size() - 1).equals(ip));
    }

    /** @return whether nobody on the internet can be reached by the address; documentation ranges count as public */
    public static boolean isPrivate(Ip ip) {
        return PRIVATE.stream().anyMatch(cidr -> cidr.contains(ip));
    }
}
