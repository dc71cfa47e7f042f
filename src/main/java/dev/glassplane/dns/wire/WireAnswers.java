package dev.glassplane.dns.wire;

import dev.glassplane.dns.message.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * Answers to messages, as CoreDNS's server gives them ({@code coredns/coredns: core/dnsserver/server.go}; {@code miekg/dns: server.go, acceptfunc.go}): what is
 * no question is ignored or refused, EDNS is answered with EDNS, and what does not fit is cut off with the flag TC.
 */
public final class WireAnswers {

    /** Bytes of a UDP answer to a client without EDNS. */
    static final int PLAIN_UDP_BYTES = 512;
    /** Bytes of any answer. */
    static final int ANSWER_BYTES_MAX = 65_535;
    private static final int QUESTIONS = 1;
    private static final int ANSWERS_MAX = 1;
    private static final int ADDITIONAL_MAX = 2;
    /** DO and the reserved flags beside it are given back. */
    private static final int FLAGS_KEPT = 0xff00;

    private static final byte[] FLAGS = {Flags.QR, Flags.AA, Flags.RD, Flags.RA, Flags.CD};

    private static final Logger LOG = LoggerFactory.getLogger(WireAnswers.class);

    private final Responder responder;

    /** @param responder knows the answers */
    public WireAnswers(Responder responder) {
        this.responder = responder;
    }

    /** @return the answer; empty for a message that gets none: one that is too short or is an answer itself */
    public Optional<byte[]> answer(byte[] message, Transport transport) {
        Header header;
        try {
            header = new Header(message);
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
        if (header.getFlag(Flags.QR)) {
            return Optional.empty();
        }
        if (header.getOpcode() != Opcode.QUERY) {
            return Optional.of(bare(header, Rcode.NOTIMP));
        }
        boolean odd = header.getCount(Section.QUESTION) != QUESTIONS || header.getCount(Section.ANSWER) > ANSWERS_MAX
                || header.getCount(Section.AUTHORITY) > ANSWERS_MAX || header.getCount(Section.ADDITIONAL) > ADDITIONAL_MAX;
        if (odd) {
            return Optional.of(bare(header, Rcode.FORMERR));
        }
        Message query;
        try {
            query = new Message(message);
        } catch (IOException | RuntimeException e) {
            return Optional.of(bare(header, Rcode.FORMERR));
        }
        // A question with the flag TC set may be cut off anywhere and is read as far as it goes.
        return Optional.of(query.getQuestion() == null ? bare(header, Rcode.FORMERR) : answer(query, transport));
    }

    private byte[] answer(Message query, Transport transport) {
        Message reply = replyTo(query);
        Optional<OPTRecord> asked = Optional.ofNullable(query.getOPT());
        if (asked.filter(opt -> opt.getVersion() != 0).isPresent()) {
            reply.getHeader().setRcode(Rcode.BADVERS & 0xf);
            reply.addRecord(new OPTRecord(asked.get().getPayloadSize(), Rcode.BADVERS >> 4, 0), Section.ADDITIONAL);
            return reply.toWire();
        }
        Record question = query.getQuestion();
        List<EDNSOption> options = new ArrayList<>(asked.map(opt -> opt.getOptions(EDNSOption.Code.COOKIE)).orElse(List.of()));
        List<Record> additional = List.of();
        switch (response(question)) {
            case Response.Reply found -> {
                fill(reply, found);
                additional = found.additional();
            }
            case Response.NoReply silent -> fail(reply, options, silent.why());
            case Response.NotModelled unknown -> fail(reply, options, unknown.why());
        }
        Optional<OPTRecord> opt = asked.map(own -> new OPTRecord(own.getPayloadSize(), 0, 0, own.getFlags() & FLAGS_KEPT, options));
        return fitted(reply, additional, opt, limit(question, asked, transport));
    }

    private Response response(Record question) {
        try {
            return responder.answer(question.getName(), question.getType(), question.getDClass());
        } catch (RuntimeException e) {
            LOG.error("the question {} {} failed", question.getName(), question.getType(), e);
            return Response.Reply.bare(Rcode.SERVFAIL, false, "server", "internal error");
        }
    }

    private static void fill(Message reply, Response.Reply found) {
        reply.getHeader().setRcode(found.rcode());
        set(reply, Flags.AA, found.authoritative());
        set(reply, Flags.RA, found.recursive());
        found.answer().forEach(record -> reply.addRecord(record, Section.ANSWER));
        found.authority().forEach(record -> reply.addRecord(record, Section.AUTHORITY));
    }

    /** The client is told why, as far as its EDNS takes it (RFC 8914). */
    private static void fail(Message reply, List<EDNSOption> options, String why) {
        reply.getHeader().setRcode(Rcode.SERVFAIL);
        options.add(new ExtendedErrorCodeOption(ExtendedErrorCodeOption.OTHER, why));
    }

    private int limit(Record question, Optional<OPTRecord> asked, Transport transport) {
        if (transport == Transport.TCP) {
            return ANSWER_BYTES_MAX;
        }
        int wished = asked.map(opt -> Math.max(PLAIN_UDP_BYTES, opt.getPayloadSize())).orElse(PLAIN_UDP_BYTES);
        return asked.isPresent() ? Math.min(wished, responder.udpSize(question.getName()).orElse(wished)) : wished;
    }

    /** Records are cut off from behind until the rest fits: the additional ones first. */
    private static byte[] fitted(Message reply, List<Record> additional, Optional<OPTRecord> opt, int limit) {
        List<Record> answers = reply.getSection(Section.ANSWER);
        List<Record> all = new ArrayList<>(answers);
        all.addAll(reply.getSection(Section.AUTHORITY));
        int authority = all.size();
        all.addAll(additional);
        int low = 0;
        int high = all.size();
        byte[] whole = message(reply, all, answers.size(), authority, high, opt);
        if (whole.length <= limit) {
            return whole;
        }
        while (low + 1 < high) {
            int middle = (low + high) / 2;
            if (message(reply, all, answers.size(), authority, middle, opt).length <= limit) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return message(reply, all, answers.size(), authority, low, opt);
    }

    /** The message with the first records only; TC if some are missing. */
    private static byte[] message(Message reply, List<Record> records, int answers, int authority, int kept, Optional<OPTRecord> opt) {
        Message message = new Message(reply.getHeader().getID());
        message.getHeader().setOpcode(reply.getHeader().getOpcode());
        message.getHeader().setRcode(reply.getHeader().getRcode());
        for (byte flag : FLAGS) {
            set(message, flag, reply.getHeader().getFlag(flag));
        }
        message.addRecord(reply.getQuestion(), Section.QUESTION);
        for (int i = 0; i < kept; i++) {
            message.addRecord(records.get(i), i < answers ? Section.ANSWER : i < authority ? Section.AUTHORITY : Section.ADDITIONAL);
        }
        opt.ifPresent(record -> message.addRecord(record, Section.ADDITIONAL));
        set(message, Flags.TC, kept < records.size());
        return message.toWire();
    }

    private static Message replyTo(Message query) {
        Message reply = new Message(query.getHeader().getID());
        Header header = reply.getHeader();
        header.setFlag(Flags.QR);
        header.setOpcode(query.getHeader().getOpcode());
        set(reply, Flags.RD, query.getHeader().getFlag(Flags.RD));
        set(reply, Flags.CD, query.getHeader().getFlag(Flags.CD));
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        return reply;
    }

    private static void set(Message message, byte flag, boolean on) {
        if (on) {
            message.getHeader().setFlag(flag);
        } else {
            message.getHeader().unsetFlag(flag);
        }
    }

    /** A header alone: the question could not be read, or is none. */
    private static byte[] bare(Header query, int rcode) {
        Header header = new Header(query.getID());
        header.setFlag(Flags.QR);
        header.setOpcode(query.getOpcode());
        if (query.getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        header.setRcode(rcode);
        return header.toWire();
    }
}
