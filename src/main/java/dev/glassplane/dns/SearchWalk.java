package dev.glassplane.dns;

import dev.glassplane.dns.Resolution.Query;
import dev.glassplane.dns.Resolution.Result;
import dev.glassplane.dns.message.Records;
import dev.glassplane.dns.message.Response;
import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * The C library's way to a name ({@code glibc: resolv/res_query.c}): as it is first if it has as many dots as {@code ndots} asks for, else behind each
 * search domain first. A name or type that is not there, and a server that fails, lead on to the next domain; silence ends the search.
 */
final class SearchWalk {

    private final ResolvConf conf;
    private final Function<Ip, NameServer> servers;
    private final List<Query> queries = new ArrayList<>();
    private boolean noData;
    private boolean failed;

    SearchWalk(ResolvConf conf, Function<Ip, NameServer> servers) {
        this.conf = conf;
        this.servers = servers;
    }

    /** What one candidate came to. */
    private sealed interface Step {}

    private record Found(List<Record> records, Name name) implements Step {}

    private record Next() implements Step {}

    private record End(Result result, String why) implements Step {}

    /**
     * @param asked absolute, or relative for a name without the final dot
     * @param types asked for every candidate: A and AAAA for getaddrinfo
     */
    Resolution resolve(Name asked, List<Integer> types) {
        for (Name candidate : candidates(asked)) {
            switch (ask(candidate, types)) {
                case Found found -> {
                    List<Ip> addresses = Records.addresses(found.records());
                    Name canonical = Records.canonical(found.name(), found.records());
                    return new Resolution(asked, conf, queries, Result.FOUND, addresses, Optional.of(canonical),
                            candidate + " answers" + (canonical.equals(candidate) ? "" : " as " + canonical), List.of());
                }
                case End end -> {
                    return ended(asked, end.result(), end.why());
                }
                case Next _ -> { }
            }
        }
        if (conf.nameservers().isEmpty()) {
            return ended(asked, Result.TRY_AGAIN, "the resolver has no nameserver");
        }
        return failed ? ended(asked, Result.TRY_AGAIN, "a server failed") : noData ? ended(asked, Result.NO_DATA, "the name is there, without records of the type")
                : ended(asked, Result.NO_NAME, "no name of the search list exists");
    }

    private Resolution ended(Name asked, Result result, String why) {
        return new Resolution(asked, conf, queries, result, List.of(), Optional.empty(), why, List.of());
    }

    private List<Name> candidates(Name asked) {
        if (asked.isAbsolute()) {
            return List.of(asked);
        }
        List<Name> behind = conf.search().stream().flatMap(domain -> Records.joined(asked, domain).stream()).toList();
        List<Name> plain = Records.joined(asked, Name.root).stream().toList();
        boolean first = asked.labels() - 1 >= conf.ndots();
        List<Name> all = new ArrayList<>(first ? plain : behind);
        all.addAll(first ? behind : plain);
        return all.stream().distinct().toList();
    }

    private Step ask(Name candidate, List<Integer> types) {
        List<Record> records = new ArrayList<>();
        for (int type : types) {
            switch (ask(candidate, type)) {
                case Response.NotModelled notModelled -> {
                    return new End(Result.NOT_MODELLED, notModelled.why());
                }
                case Response.NoReply silent -> {
                    return new End(Result.TRY_AGAIN, silent.why());
                }
                case Response.Reply reply -> {
                    records.addAll(reply.answer());
                    noData |= reply.rcode() == Rcode.NOERROR && reply.answer().isEmpty();
                    failed |= reply.rcode() == Rcode.SERVFAIL;
                    if (reply.rcode() == Rcode.REFUSED) {
                        return new End(Result.TRY_AGAIN, reply.why());
                    }
                }
            }
        }
        boolean answered = records.stream().anyMatch(record -> types.contains(record.getType()));
        noData |= !answered && !records.isEmpty();
        return answered ? new Found(records, candidate) : new Next();
    }

    /** The servers are asked in turn until one gives an answer of use. */
    private Response ask(Name candidate, int type) {
        Response last = new Response.NoReply("the resolver has no nameserver");
        for (Ip ip : conf.nameservers()) {
            NameServer server = servers.apply(ip);
            last = server.answer(candidate, type);
            queries.add(new Query(candidate, type, ip, server.words(), !(server instanceof NameServer.Outside), last));
            boolean useful = switch (last) {
                case Response.NotModelled _ -> true;
                case Response.NoReply _ -> false;
                case Response.Reply reply -> reply.rcode() == Rcode.NOERROR || reply.rcode() == Rcode.NXDOMAIN;
            };
            if (useful) {
                return last;
            }
        }
        return last;
    }
}
