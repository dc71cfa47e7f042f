package dev.glassplane.dns;

import dev.glassplane.dns.message.Response;
import dev.glassplane.dns.server.CoreDns;
import dev.glassplane.dns.upstream.OutsideServer;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;

/** Who answers at an address that a resolver asks. */
sealed interface NameServer {

    /** @return who it is, for people */
    String words();

    /** @return what becomes of the question */
    Response answer(Name name, int type);

    /** The cluster's CoreDNS. */
    record Cluster(CoreDns server, String words) implements NameServer {
        @Override
        public Response answer(Name name, int type) {
            return server.answer(name, type, DClass.IN);
        }
    }

    /** The VPC's resolver, or a server on the internet. */
    record Outside(OutsideServer server) implements NameServer {
        @Override
        public String words() {
            return server.words();
        }

        @Override
        public Response answer(Name name, int type) {
            return server.answer(name, type);
        }
    }

    /** Nobody. */
    record Silent(String why) implements NameServer {
        @Override
        public String words() {
            return "nobody";
        }

        @Override
        public Response answer(Name name, int type) {
            return new Response.NoReply(why);
        }
    }

    /** Somebody whose answers are not known. */
    record Unknown(String words, String why) implements NameServer {
        @Override
        public Response answer(Name name, int type) {
            return new Response.NotModelled(why);
        }
    }
}
