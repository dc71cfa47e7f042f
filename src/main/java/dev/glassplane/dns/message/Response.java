package dev.glassplane.dns.message;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/** What became of one question to one server. */
public sealed interface Response {

    /** @return one sentence for people: who answered what, and why */
    String why();

    /**
     * The server answered.
     *
     * @param rcode         {@link Rcode}
     * @param authoritative AA flag
     * @param recursive     RA flag
     * @param answer        answer section
     * @param authority     authority section
     * @param additional    additional section, without OPT
     * @param by            who found it, for example {@code kubernetes} or {@code forward}: the plugin's name
     * @param why           what it was found in, or why there is nothing
     */
    record Reply(int rcode, boolean authoritative, boolean recursive, List<Record> answer, List<Record> authority, List<Record> additional,
                 String by, String why) implements Response {

        public Reply {
            answer = List.copyOf(answer);
            authority = List.copyOf(authority);
            additional = List.copyOf(additional);
        }

        /** @return a bare code without records */
        public static Reply bare(int rcode, boolean recursive, String by, String why) {
            return new Reply(rcode, false, recursive, List.of(), List.of(), List.of(), by, why);
        }

        /** @return whether the name exists, with records of the type or of none */
        public boolean noError() {
            return rcode == Rcode.NOERROR;
        }

        /** @return the same with every record's time to live replaced */
        public Reply withTtl(long seconds) {
            return new Reply(rcode, authoritative, recursive, lasting(answer, seconds), lasting(authority, seconds), lasting(additional, seconds), by, why);
        }

        private static List<Record> lasting(List<Record> records, long seconds) {
            List<Record> changed = new ArrayList<>();
            records.forEach(record -> changed.add(Records.withTtl(record, seconds)));
            return changed;
        }
    }

    /** Nobody answered: the packet would be lost or refused on its way. */
    record NoReply(String why) implements Response {}

    /** What would be answered cannot be said; the sentence cites the limit. */
    record NotModelled(String why) implements Response {}
}
