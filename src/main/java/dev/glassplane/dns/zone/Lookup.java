package dev.glassplane.dns.zone;

import dev.glassplane.dns.message.Response;
import org.xbill.DNS.Name;

/** Asks the whole server again, for the end of an alias. */
@FunctionalInterface
public interface Lookup {

    /**
     * @param type  of the question
     * @return what the server says
     */
    Response of(Name name, int type);
}
