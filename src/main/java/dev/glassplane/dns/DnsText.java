package dev.glassplane.dns;

import dev.glassplane.dns.message.Response;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Answers as text for a terminal: the resolver's queries one by one, and the deciding one as {@code dig} prints it. */
final class DnsText {

    private static final int TAB = 8;
    private static final int TTL_COLUMN = 24;

    private final StringBuilder text = new StringBuilder();

    private DnsText() {}

    static String of(Question question, Resolution resolution) {
        return new DnsText().print(question, resolution);
    }

    static String of(Listing listing) {
        DnsText lines = new DnsText();
        listing.records().forEach(record -> lines.line(record(record)));
        listing.unknown().forEach(why -> lines.line("; not known: " + why));
        if (listing.cut()) {
            lines.line("; and more than these " + Listing.RECORDS_MAX);
        }
        return lines.text.toString();
    }

    private String print(Question question, Resolution resolution) {
        line("; <<>> " + question.text() + " " + question.typeWords() + question.from().map(from -> " from " + from).orElse("") + " <<>>");
        question.from().ifPresent(_ -> {
            line("; /etc/resolv.conf (" + resolution.conf().origin() + "):");
            resolution.conf().print().lines().forEach(each -> line(";   " + each));
            resolution.conf().problems().forEach(problem -> line(";   " + problem));
            line("");
            for (int i = 0; i < resolution.queries().size(); i++) {
                query(i + 1, resolution.queries().get(i));
            }
        });
        line("");
        resolution.deciding().ifPresent(this::dig);
        line(";; " + resolution.result() + ": " + resolution.sentence()
                + (resolution.result() == Resolution.Result.FOUND ? "" : " (" + resolution.result().words() + ")"));
        resolution.hints().forEach(hint -> line(";; hint: " + hint));
        return text.toString();
    }

    private void query(int number, Resolution.Query query) {
        line(";; " + number + ". " + query.name() + " " + Type.string(query.type()) + " @" + query.server() + ": " + query.status());
        line(";;    " + query.response().why());
    }

    private void dig(Resolution.Query query) {
        if (!(query.response() instanceof Response.Reply reply)) {
            return;
        }
        line(";; ->>HEADER<<- opcode: QUERY, status: " + Rcode.string(reply.rcode()));
        line(";; flags: qr" + (reply.authoritative() ? " aa" : "") + " rd" + (reply.recursive() ? " ra" : "") + "; QUERY: 1, ANSWER: " + reply.answer().size()
                + ", AUTHORITY: " + reply.authority().size() + ", ADDITIONAL: " + reply.additional().size());
        line("");
        line(";; QUESTION SECTION:");
        line(padded(";" + query.name(), TTL_COLUMN + TAB) + "IN\t" + Type.string(query.type()));
        section("ANSWER", reply.answer());
        section("AUTHORITY", reply.authority());
        section("ADDITIONAL", reply.additional());
        line("");
        line(";; SERVER: " + query.server() + "#53 (" + query.who() + ", plugin " + reply.by() + ")");
    }

    private void section(String title, List<Record> records) {
        if (!records.isEmpty()) {
            line("");
            line(";; " + title + " SECTION:");
            records.forEach(record -> line(record(record)));
        }
    }

    /** A record in the columns that {@code dig} uses. */
    static String record(Record record) {
        return padded(padded(record.getName().toString(), TTL_COLUMN) + record.getTTL(), TTL_COLUMN + TAB) + DClass.string(record.getDClass()) + "\t"
                + Type.string(record.getType()) + "\t" + record.rdataToString();
    }

    /** Tabs up to the column; one blank if the text is there already. */
    private static String padded(String text, int column) {
        int at = width(text);
        StringBuilder padded = new StringBuilder(text);
        if (at >= column) {
            return padded.append(column > TTL_COLUMN ? '\t' : ' ').toString();
        }
        while (at < column) {
            padded.append('\t');
            at = (at / TAB + 1) * TAB;
        }
        return padded.toString();
    }

    private static int width(String text) {
        int at = 0;
        for (char c : text.toCharArray()) {
            at = c == '\t' ? (at / TAB + 1) * TAB : at + 1;
        }
        return at;
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
