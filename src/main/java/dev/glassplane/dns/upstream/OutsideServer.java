package dev.glassplane.dns.upstream;

import dev.glassplane.dns.message.Records;
import dev.glassplane.dns.message.Response;
import dev.glassplane.loadbalancer.LoadBalancers;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A recursive server outside the cluster.
 *
 * @param ip    its address
 * @param words who it is, for people
 * @param table what it knows of the internet
 * @param vpc   what it knows of the VPC; empty for a server elsewhere
 * @param balancers load balancers, whose names everybody knows
 */
public record OutsideServer(Ip ip, String words, HostTable table, Optional<VpcNames> vpc, LoadBalancers balancers) {

    /** A server of an internet without load balancers. */
    public OutsideServer(Ip ip, String words, HostTable table, Optional<VpcNames> vpc) {
        this(ip, words, table, vpc, LoadBalancers.NONE);
    }

    /** Aliases that are followed. */
    static final int ALIASES_MAX = 8;
    /** Last labels that are no top-level domain: RFC 2606, RFC 6761, RFC 6762, ICANN's reservation of internal, and those of cluster names. */
    private static final Set<String> NOT_DELEGATED = Set.of("test", "example", "invalid", "local", "internal", "svc", "pod");

    /** RFC 1918 and RFC 4193. */
    private static final List<Cidr> PRIVATE = Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7").map(Cidr::parse).toList();

    /** @return what it says */
    public Response answer(Name name, int type) {
        List<Record> answer = new ArrayList<>();
        Name at = name;
        for (int i = 0; i <= ALIASES_MAX; i++) {
            Optional<Response> known = step(at, type, answer);
            if (known.isPresent()) {
                return known.get();
            }
            at = ((CNAMERecord) answer.getLast()).getTarget();
        }
        return reply(Rcode.SERVFAIL, List.of(), "more than " + ALIASES_MAX + " aliases");
    }

    /** The answer, or nothing after an alias was added that has to be followed. */
    private Optional<Response> step(Name name, int type, List<Record> answer) {
        List<Record> records = table.records().getOrDefault(name, List.of());
        List<Record> matching = records.stream().filter(record -> record.getType() == type).toList();
        Optional<Record> alias = records.stream().filter(CNAMERecord.class::isInstance).findFirst();
        if (!matching.isEmpty()) {
            answer.addAll(matching);
            return Optional.of(reply(Rcode.NOERROR, answer, "ConfigMap " + HostTable.CONFIG_MAP.qualifiedName()));
        }
        if (alias.isPresent()) {
            answer.add(alias.get());
            return Optional.empty();
        }
        Optional<Response> ofVpc = vpc.flatMap(names -> names.answer(name, type)).or(() -> new BalancerNames(balancers).answer(name, type)).map(response -> answer.isEmpty() ? response : behind(answer, response));
        return Optional.of(ofVpc.orElseGet(() -> table.names().contains(name)
                ? reply(Rcode.NOERROR, answer, "ConfigMap " + HostTable.CONFIG_MAP.qualifiedName() + " has no " + Type.string(type) + " record of " + name)
                : notListed(name, answer)));
    }

    private static Response behind(List<Record> aliases, Response end) {
        if (!(end instanceof Response.Reply reply)) {
            return end;
        }
        List<Record> all = new ArrayList<>(aliases);
        all.addAll(reply.answer());
        return new Response.Reply(reply.rcode(), false, true, all, reply.authority(), reply.additional(), reply.by(), reply.why());
    }

    private Response notListed(Name name, List<Record> answer) {
        if (table.complete()) {
            return reply(Rcode.NXDOMAIN, answer, "ConfigMap " + HostTable.CONFIG_MAP.qualifiedName() + " does not list " + name + " and says unknown: nxdomain");
        }
        if (name.labels() <= 2 || NOT_DELEGATED.contains(name.getLabelString(name.labels() - 2).toLowerCase(Locale.ROOT))) {
            return reply(Rcode.NXDOMAIN, answer, "the internet has no such name");
        }
        Optional<Ip> reversed = Records.reversed(name);
        if (reversed.filter(OutsideServer::isPrivate).isPresent()) {
            return reply(Rcode.NXDOMAIN, answer, "nobody in the VPC has the address " + reversed.get());
        }
        return new Response.NotModelled("what " + words + " says of " + name + " is not known: list the name in ConfigMap "
                + HostTable.CONFIG_MAP.qualifiedName() + " (limit: dns-upstream)");
    }

    private static boolean isPrivate(Ip ip) {
        return PRIVATE.stream().anyMatch(range -> range.contains(ip));
    }

    private static Response reply(int rcode, List<Record> answer, String why) {
        return new Response.Reply(rcode, false, true, answer, List.of(), List.of(), "forward", why);
    }
}
