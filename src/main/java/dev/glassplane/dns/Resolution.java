package dev.glassplane.dns;

import dev.glassplane.dns.message.Response;
import dev.glassplane.net.Ip;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * How a resolver found out what a name means.
 *
 * @param asked     the name as the process gave it
 * @param conf      what the resolver was told
 * @param queries   in order
 * @param result    how it ended
 * @param addresses that were found, in the order of the answers
 * @param canonical where the aliases led; the name that answered if there were none
 * @param sentence  one line for people
 * @param hints     what may have been meant, if nothing was found
 */
public record Resolution(Name asked, ResolvConf conf, List<Query> queries, Result result, List<Ip> addresses, Optional<Name> canonical, String sentence,
                         List<String> hints) {

    /** How it ended for the process, in the words of getaddrinfo. */
    public enum Result {
        /** There are records. */
        FOUND("found"),
        /** A name exists, none with records of the type. */
        NO_DATA("No address associated with hostname"),
        /** No name exists. */
        NO_NAME("Name or service not known"),
        /** A server failed or did not answer: trying again may help. */
        TRY_AGAIN("Temporary failure in name resolution"),
        /** What a server would answer is not known. */
        NOT_MODELLED("not modelled");

        private final String words;

        Result(String words) {
            this.words = words;
        }

        /** @return what a program prints */
        public String words() {
            return words;
        }
    }

    /**
     * One question to one server.
     *
     * @param name     in full
     * @param type     of record
     * @param server   address asked
     * @param who      what answers there
     * @param inside   whether the server is in the cluster, or should be
     * @param response what came of it
     */
    public record Query(Name name, int type, Ip server, String who, boolean inside, Response response) {

        /** @return how it ended: {@code NOERROR}, {@code NXDOMAIN}, {@code no reply} */
        public String status() {
            return switch (response) {
                case Response.Reply reply when reply.noError() && reply.answer().isEmpty() -> "NOERROR, no records";
                case Response.Reply reply -> Rcode.string(reply.rcode());
                case Response.NoReply _ -> "no reply";
                case Response.NotModelled _ -> "UNSUPPORTED";
            };
        }

        /** @return {@code web.shop.svc.cluster.local. A @10.100.0.10: NXDOMAIN (there is no namespace "shop")} */
        @Override
        public String toString() {
            return name + " " + Type.string(type) + " @" + server + ": " + status() + " (" + response.why() + ")";
        }
    }

    public Resolution {
        queries = List.copyOf(queries);
        addresses = List.copyOf(addresses);
        hints = List.copyOf(hints);
    }

    /** @return whether the first query went to a server in the cluster, or to an address where one should be */
    public boolean askedCluster() {
        return !queries.isEmpty() && queries.getFirst().inside();
    }

    /** @return the query that found it, else the last one */
    public Optional<Query> deciding() {
        return queries.stream().filter(query -> query.response() instanceof Response.Reply reply && !reply.answer().isEmpty()).findFirst()
                .or(() -> queries.isEmpty() ? Optional.empty() : Optional.of(queries.getLast()));
    }
}
