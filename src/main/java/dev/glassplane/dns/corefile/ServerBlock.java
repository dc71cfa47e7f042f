package dev.glassplane.dns.corefile;

import dev.glassplane.net.Ip;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.xbill.DNS.Name;

/**
 * A server block of a Corefile: what answers names of its zones.
 *
 * @param zones       at or below which it answers
 * @param hosts       addresses written into the Corefile
 * @param kubernetes  the cluster's names
 * @param forwards    upstreams, in order
 * @param cache       times to live that it hands on
 * @param bufferSize  of {@code bufsize}: most bytes of a UDP answer to a client that says how much it takes
 * @param notModelled plugins that would change answers and are not modelled, with what they change
 */
public record ServerBlock(List<Name> zones, Optional<Hosts> hosts, Optional<KubernetesSettings> kubernetes, List<Forward> forwards,
                          Optional<Cache> cache, OptionalInt bufferSize, Map<String, Concern> notModelled) {

    /** What a plugin that is not modelled can change. */
    public enum Concern {
        /** Any answer. */
        EVERYTHING,
        /** Questions of type ANY. */
        ANY,
        /** Zone transfers. */
        TRANSFER,
        /** Questions of class CH. */
        CHAOS
    }

    /**
     * Plugin {@code hosts}: what is written between its braces, as in {@code /etc/hosts}.
     *
     * @param zones       that it answers for
     * @param addresses   by name
     * @param names       by address; empty with {@code no_reverse}
     * @param ttl         seconds
     * @param fallthrough when the next plugin is asked
     */
    public record Hosts(List<Name> zones, Map<Name, List<Ip>> addresses, Map<Ip, List<Name>> names, long ttl, Fallthrough fallthrough) {}

    /**
     * Plugin {@code forward}.
     *
     * @param from   names at or below it are forwarded
     * @param to     upstreams as written: {@code /etc/resolv.conf}, {@code 10.0.0.2}, {@code tls://9.9.9.9}
     * @param except names at or below these are not
     */
    public record Forward(Name from, List<String> to, List<Name> except) {

        /** @return whether the name is forwarded */
        public boolean takes(Name name) {
            return name.subdomain(from) && except.stream().noneMatch(name::subdomain);
        }
    }

    /**
     * Plugin {@code cache}; ages of cached answers are not modelled.
     *
     * @param zones       whose answers it keeps
     * @param success     most seconds of an answer
     * @param denial      most seconds of a name or type that is not there
     * @param minSuccess  fewest seconds of an answer
     * @param minDenial   fewest seconds of the other
     */
    public record Cache(List<Name> zones, long success, long denial, long minSuccess, long minDenial) {}
}
