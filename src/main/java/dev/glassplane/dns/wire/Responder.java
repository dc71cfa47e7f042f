package dev.glassplane.dns.wire;

import dev.glassplane.dns.message.Response;
import java.util.OptionalInt;
import org.xbill.DNS.Name;

/** Who knows the answers. */
public interface Responder {

    /** @return what is answered to a question in full */
    Response answer(Name name, int type, int dclass);

    /** @return most bytes of a UDP answer to a client that says how much it takes, as the Corefile limits it; empty for no limit */
    OptionalInt udpSize(Name name);
}
