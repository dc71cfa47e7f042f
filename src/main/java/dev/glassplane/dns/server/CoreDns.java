package dev.glassplane.dns.server;

import dev.glassplane.dns.corefile.Corefile;
import dev.glassplane.dns.corefile.ServerBlock;
import dev.glassplane.dns.message.Response;
import dev.glassplane.dns.upstream.OutsideServer;
import dev.glassplane.dns.zone.KubernetesZone;
import dev.glassplane.dns.zone.Outcome;
import dev.glassplane.dns.zone.ReverseIndex;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.net.Ip;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/**
 * The server that every CoreDNS pod runs, over one image: plugins answer in the order that CoreDNS has for them ({@code coredns/coredns: plugin.cfg}),
 * whatever their order in the Corefile.
 */
public final class CoreDns {

    /** Times that the server asks itself for the end of an alias. */
    static final int QUESTIONS_MAX = 8;
    /** What {@code forward} means by the file: the pod's own resolver, which is its node's (dnsPolicy: Default). */
    private static final String OWN_RESOLVER = "/etc/resolv.conf";
    /** Time to live that the cache gives to an answer without records, in seconds. */
    private static final long NO_RECORDS_TTL = 5;

    private final Corefile corefile;
    private final ClusterImage image;
    private final ReverseIndex reverse;
    private final Optional<OutsideServer> own;
    private final Function<Ip, Optional<OutsideServer>> others;

    /**
     * @param own    the node's resolver
     * @param others the server at an address, empty if it is in the cluster or the server itself
     */
    public CoreDns(Corefile corefile, ClusterImage image, ReverseIndex reverse, Optional<OutsideServer> own, Function<Ip, Optional<OutsideServer>> others) {
        this.corefile = corefile;
        this.image = image;
        this.reverse = reverse;
        this.own = own;
        this.others = others;
    }

    /** @return what it answers; for every name and type the same as long as the image is */
    public Response answer(Name name, int type, int dclass) {
        return answer(name, type, dclass, 0);
    }

    /** @return every name of a namespace that the plugin kubernetes knows, of each server block that has it */
    public List<Name> names(String namespace) {
        return corefile.servers().stream().flatMap(server -> server.kubernetes().stream())
                .flatMap(settings -> new KubernetesZone(settings, image, reverse, (_, _) -> Response.Reply.bare(Rcode.REFUSED, false, "server", "not asked")).names(namespace).stream())
                .distinct().toList();
    }

    private Response answer(Name name, int type, int dclass, int depth) {
        Optional<ServerBlock> server = corefile.serverOf(name);
        if (server.isEmpty()) {
            return Response.Reply.bare(Rcode.REFUSED, false, "server", "no server block of the Corefile has a zone above " + name);
        }
        Optional<String> concerned = server.get().notModelled().entrySet().stream().filter(plugin -> concerns(plugin, type, dclass)).map(Map.Entry::getKey).sorted().findFirst();
        if (concerned.isPresent()) {
            return new Response.NotModelled("the Corefile uses " + concerned.get() + ", which may change this answer (limit: dns-plugins)");
        }
        if (dclass != DClass.IN) {
            return Response.Reply.bare(Rcode.REFUSED, false, "server", "only class IN is served");
        }
        if (depth > QUESTIONS_MAX) {
            return Response.Reply.bare(Rcode.SERVFAIL, false, "server", "more than " + QUESTIONS_MAX + " aliases");
        }
        Response response = chain(server.get(), name, type, depth);
        return response instanceof Response.Reply reply ? server.get().cache().<Response>map(cache -> cached(cache, name, type, reply)).orElse(reply) : response;
    }

    private static boolean concerns(Map.Entry<String, ServerBlock.Concern> plugin, int type, int dclass) {
        return switch (plugin.getValue()) {
            case EVERYTHING -> true;
            case ANY -> type == Type.ANY;
            case TRANSFER -> type == Type.AXFR || type == Type.IXFR;
            case CHAOS -> dclass == DClass.CHAOS;
        };
    }

    private Response chain(ServerBlock server, Name name, int type, int depth) {
        Optional<Response> hosts = server.hosts().flatMap(plugin -> HostsPlugin.answer(plugin, name, type));
        if (hosts.isPresent()) {
            return hosts.get();
        }
        if (server.kubernetes().isPresent()) {
            KubernetesZone zone = new KubernetesZone(server.kubernetes().get(), image, reverse, (next, nextType) -> answer(next, nextType, DClass.IN, depth + 1));
            Optional<Outcome> outcome = zone.answer(name, type);
            if (outcome.isPresent() && !(outcome.get().nameError() && server.kubernetes().get().fallthrough().through(name))) {
                return outcome.get().response();
            }
        }
        for (ServerBlock.Forward forward : server.forwards()) {
            if (forward.takes(name)) {
                return forwarded(forward, name, type);
            }
        }
        return Response.Reply.bare(Rcode.SERVFAIL, false, "server", "no plugin of the server block answers: no next plugin found");
    }

    private Response forwarded(ServerBlock.Forward forward, Name name, int type) {
        String to = forward.to().getFirst();
        if (to.equals(OWN_RESOLVER)) {
            return own.map(server -> server.answer(name, type)).orElseGet(() -> new Response.NotModelled("the Corefile forwards " + name
                    + " to the node's resolver, and without a VPC there is none (limit: dns-upstream)"));
        }
        Optional<Ip> ip = Ip.tryParse(to.replaceFirst("^(dns|tls)://", "").replaceFirst("%.*", "")).or(() ->
                Ip.tryParse(to.replaceFirst("^(dns|tls)://", "").replaceFirst("%.*", "").replaceFirst(":[0-9]+$", "").replaceAll("[\\[\\]]", "")));
        return ip.flatMap(others).map(server -> server.answer(name, type)).orElseGet(() -> new Response.NotModelled("the Corefile forwards " + name + " to " + to
                + ", and what that server says is not known (limit: dns-upstream)"));
    }

    /** The cache gives all records of an answer the least of their times to live, within its bounds. */
    private static Response.Reply cached(ServerBlock.Cache cache, Name name, int type, Response.Reply reply) {
        boolean kept = cache.zones().stream().anyMatch(name::subdomain) && (reply.rcode() == Rcode.NOERROR || reply.rcode() == Rcode.NXDOMAIN);
        if (!kept) {
            return reply;
        }
        boolean denial = reply.rcode() == Rcode.NXDOMAIN || reply.answer().isEmpty();
        boolean other = (type == Type.A || type == Type.AAAA) && reply.authority().isEmpty() && !reply.answer().isEmpty()
                && reply.answer().stream().noneMatch(record -> record.getType() == type);
        long least = Stream.of(reply.answer(), reply.authority(), reply.additional()).flatMap(List::stream)
                .mapToLong(record -> denial && record instanceof SOARecord soa ? Math.min(soa.getTTL(), soa.getMinimum()) : record.getTTL())
                .min().orElse(NO_RECORDS_TTL);
        long most = denial ? cache.denial() : cache.success();
        long ttl = Math.min(most, Math.max(denial ? cache.minDenial() : cache.minSuccess(), other ? NO_RECORDS_TTL : least));
        return reply.withTtl(ttl);
    }
}
