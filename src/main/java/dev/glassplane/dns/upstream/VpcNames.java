package dev.glassplane.dns.upstream;

import dev.glassplane.dns.message.Records;
import dev.glassplane.dns.message.Response;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import dev.glassplane.image.Recently;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.store.Stored;
import dev.glassplane.vpc.VpcFabric;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Private names that the VPC's resolver gives (AWS: "DNS attributes in your VPC"): {@code ip-10-0-1-10.ec2.internal} for every IPv4 address of a network
 * interface, and its reverse.
 *
 * @param domain {@code ec2.internal.} in us-east-1, {@code REGION.compute.internal.} elsewhere
 * @param fabric who has an address
 */
public record VpcNames(Name domain, VpcFabric fabric) {

    private static final String DEFAULT_REGION = "us-east-1";
    private static final String BY = "forward";
    private static final long TTL = 60;
    /** The resolver has the third address of the VPC's first prefix. */
    private static final long RESOLVER_OFFSET = 2;
    private static final Pattern HOST = Pattern.compile("ip-(\\d{1,3})-(\\d{1,3})-(\\d{1,3})-(\\d{1,3})");

    private static final Recently<Name> DOMAIN = new Recently<>();

    /** @return the names that the resolver of an image's VPC knows */
    public static VpcNames of(ClusterImage image, VpcFabric fabric) {
        return new VpcNames(DOMAIN.of(() -> domain(image), image.nodes()), fabric);
    }

    private static Name domain(ClusterImage image) {
        String region = image.nodes().values().stream().map(Node::zone).filter(zone -> !zone.isEmpty()).min(Comparator.naturalOrder())
                .map(zone -> zone.replaceFirst("[a-z]$", "")).orElse(DEFAULT_REGION);
        return Records.absolute(region.equals(DEFAULT_REGION) ? "ec2.internal" : region + ".compute.internal").orElseThrow();
    }

    /** @return where the resolver of the image's VPC answers, empty without a VPC */
    public static Optional<Ip> resolver(ClusterImage image) {
        return image.all("vpcs.ec2.services.k8s.aws").values().stream().flatMap(VpcNames::prefixes).findFirst()
                .map(cidr -> cidr.network().plus(RESOLVER_OFFSET));
    }

    private static Stream<Cidr> prefixes(Stored vpc) {
        var blocks = vpc.object().path("spec").path("cidrBlocks");
        return blocks.isArray() ? blocks.valueStream().flatMap(block -> Cidr.tryParse(block.stringValue("")).stream()) : Stream.empty();
    }

    /** @return whether the VPC has its resolver switched off (spec.enableDNSSupport) */
    public static boolean off(ClusterImage image) {
        return image.all("vpcs.ec2.services.k8s.aws").values().stream().findFirst()
                .filter(vpc -> !vpc.object().path("spec").path("enableDNSSupport").booleanValue(true)).isPresent();
    }

    Optional<Response> answer(Name name, int type) {
        if (name.subdomain(domain)) {
            return Optional.of(forward(name, type));
        }
        Optional<Ip> ip = Records.reversed(name).filter(Ip::isV4).filter(held -> fabric.holderOf(held).isPresent());
        return ip.map(held -> {
            Name host = Records.below("ip-" + held.toString().replace('.', '-'), domain);
            return reply(Rcode.NOERROR, type == Type.PTR ? List.of(new PTRRecord(name, DClass.IN, TTL, host)) : List.of(), "the VPC's own name of " + held);
        });
    }

    private Response forward(Name name, int type) {
        if (name.equals(domain)) {
            return reply(Rcode.NOERROR, List.of(), "the VPC's domain");
        }
        Matcher host = HOST.matcher(name.getLabelString(0).toLowerCase(Locale.ROOT));
        boolean own = name.labels() == domain.labels() + 1 && host.matches();
        Optional<Ip> ip = own ? Ip.tryParse(host.group(1) + "." + host.group(2) + "." + host.group(3) + "." + host.group(4)) : Optional.empty();
        if (ip.isEmpty()) {
            return reply(Rcode.NXDOMAIN, List.of(), "in " + domain + " there are only names of addresses");
        }
        if (fabric.holderOf(ip.get()).isPresent()) {
            return reply(Rcode.NOERROR, type == Type.A ? List.of(Records.address(name, TTL, ip.get())) : List.of(), "the VPC's own name of " + ip.get());
        }
        return fabric.contains(ip.get())
                ? new Response.NotModelled("whether the VPC's resolver knows " + name + ", whose address no interface has, is not known (limit: dns-upstream)")
                : reply(Rcode.NXDOMAIN, List.of(), ip.get() + " is no address of the VPC");
    }

    private static Response reply(int rcode, List<Record> records, String why) {
        return new Response.Reply(rcode, false, true, records, List.of(), List.of(), BY, why);
    }
}
