package dev.glassplane.dns;

import java.util.List;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * The names of a namespace.
 *
 * @param records by Service: its addresses or alias, the SRV records of its ports, its endpoints
 * @param unknown answers that cannot be said, and why
 * @param cut     whether there are more than {@link #RECORDS_MAX}
 */
public record Listing(List<Record> records, List<String> unknown, boolean cut) {

    /** Most records that are listed. */
    public static final int RECORDS_MAX = 20_000;
    static final List<Integer> TYPES = List.of(Type.A, Type.AAAA, Type.CNAME, Type.SRV);
}
