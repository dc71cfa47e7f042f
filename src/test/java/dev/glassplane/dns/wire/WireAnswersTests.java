package dev.glassplane.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.dns.message.Records;
import dev.glassplane.dns.message.Response;
import dev.glassplane.net.Ip;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class WireAnswersTests {

    private static final int FUZZ_ROUNDS = 20_000;
    private static final Name WEB = Name.fromConstantString("web.shop.svc.cluster.local.");

    /** As many addresses as the first label says; "fails" throws, "unknown" is not modelled. */
    static final Responder RESPONDER = new Responder() {
        @Override
        public Response answer(Name name, int type, int dclass) {
            String first = name.labels() == 0 ? "" : name.getLabelString(0);
            if (first.equals("fails")) {
                throw new IllegalStateException("on purpose");
            }
            if (first.equals("unknown")) {
                return new Response.NotModelled("nobody knows " + name);
            }
            int count = first.matches("[0-9]{1,4}") ? Integer.parseInt(first) : 1;
            List<Record> records = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                records.add(Records.address(name, 5, Ip.parse("10.0.0.0").plus(i)));
            }
            return new Response.Reply(Rcode.NOERROR, true, false, records, List.of(), List.of(), "test", "test");
        }

        @Override
        public OptionalInt udpSize(Name name) {
            return name.getLabelString(name.labels() - 2).equals("small") ? OptionalInt.of(600) : OptionalInt.empty();
        }
    };

    private final WireAnswers answers = new WireAnswers(RESPONDER);

    static Message question(Name name) {
        return Message.newQuery(Record.newRecord(name, Type.A, DClass.IN));
    }

    private static Message question(String name, int payload, EDNSOption... options) {
        Message message = question(Name.fromConstantString(name));
        message.addRecord(new OPTRecord(payload, 0, 0, 0, options), Section.ADDITIONAL);
        return message;
    }

    private Message answer(Message question, Transport transport) throws IOException {
        return new Message(answers.answer(question.toWire(), transport).orElseThrow());
    }

    @Test
    void anAnswerHasTheQuestionItsIdAndFlags() throws IOException {
        Message question = question(WEB);
        question.getHeader().unsetFlag(Flags.RD);
        question.getHeader().setFlag(Flags.CD);
        Message answer = answer(question, Transport.UDP);
        assertThat(answer.getHeader().getID()).isEqualTo(question.getHeader().getID());
        assertThat(answer.getQuestion()).isEqualTo(question.getQuestion());
        assertThat(answer.getHeader().printFlags().strip()).isEqualTo("qr aa cd");
        assertThat(answer.getSection(Section.ANSWER)).singleElement().hasToString("web.shop.svc.cluster.local.\t5\tIN\tA\t10.0.0.0");
        assertThat(answer.getOPT()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"100.x., UDP, 0, 512, true", "100.x., UDP, 1232, 1232, true", "20.x., UDP, 0, 512, false", "100.x., UDP, 4096, 4096, false",
        "100.x., UDP, 100, 512, true", "100.small., UDP, 4096, 600, true", "100.x., TCP, 0, 65535, false", "5000.x., TCP, 0, 65535, true"})
    void whatDoesNotFitIsCutOffAndSaysSo(String name, Transport transport, int payload, int limit, boolean truncated) throws IOException {
        Message question = payload == 0 ? question(Name.fromConstantString(name)) : question(name, payload);
        byte[] wire = answers.answer(question.toWire(), transport).orElseThrow();
        Message answer = new Message(wire);
        int whole = Integer.parseInt(name.substring(0, name.indexOf('.')));
        assertThat(wire.length).isLessThanOrEqualTo(limit);
        assertThat(answer.getHeader().getFlag(Flags.TC)).isEqualTo(truncated);
        if (truncated) {
            assertThat(answer.getSection(Section.ANSWER).size()).isBetween(1, whole - 1);
            assertThat(wire.length + 16).as("one record more would not fit").isGreaterThan(limit);
        } else {
            assertThat(answer.getSection(Section.ANSWER)).hasSize(whole);
        }
    }

    @Test
    void ednsIsAnsweredWithEdns() throws IOException {
        Message answer = answer(question("web.", 1232, new GenericEDNSOption(EDNSOption.Code.COOKIE, new byte[] {1, 2, 3, 4, 5, 6, 7, 8})), Transport.UDP);
        assertThat(answer.getOPT().getPayloadSize()).isEqualTo(1232);
        assertThat(answer.getOPT().getOptions(EDNSOption.Code.COOKIE)).hasSize(1);
        Message versioned = question(WEB);
        versioned.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
        assertThat(answer(versioned, Transport.UDP).getRcode()).isEqualTo(Rcode.BADVERS);
    }

    @Test
    void whatIsNotKnownFailsAndSaysWhy() throws IOException {
        Message answer = answer(question("unknown.x.", 1232), Transport.UDP);
        assertThat(answer.getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(answer.getOPT().getOptions()).singleElement().isInstanceOfSatisfying(ExtendedErrorCodeOption.class, error ->
                assertThat(error.getText()).isEqualTo("nobody knows unknown.x."));
        assertThat(answer(question(Name.fromConstantString("unknown.x.")), Transport.UDP).getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(answer(question(Name.fromConstantString("fails.x.")), Transport.UDP).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void whatIsNoQuestionIsRefusedOrIgnored() throws IOException {
        assertThat(answers.answer(new byte[11], Transport.UDP)).isEmpty();
        Message response = question(WEB);
        response.getHeader().setFlag(Flags.QR);
        assertThat(answers.answer(response.toWire(), Transport.UDP)).isEmpty();
        Message update = question(WEB);
        update.getHeader().setOpcode(Opcode.UPDATE);
        assertThat(answer(update, Transport.UDP).getRcode()).isEqualTo(Rcode.NOTIMP);
        Message two = question(WEB);
        two.addRecord(two.getQuestion(), Section.QUESTION);
        assertThat(answer(two, Transport.UDP).getRcode()).isEqualTo(Rcode.FORMERR);
        byte[] cut = question(WEB).toWire();
        assertThat(new Message(answers.answer(java.util.Arrays.copyOf(cut, cut.length - 3), Transport.UDP).orElseThrow()).getRcode()).isEqualTo(Rcode.FORMERR);
        byte[] loop = question(WEB).toWire();
        loop[12] = (byte) 0xc0;
        loop[13] = 12;
        assertThat(new Message(answers.answer(loop, Transport.UDP).orElseThrow()).getRcode()).isEqualTo(Rcode.FORMERR);
    }

    /** Whatever comes in: no exception, and an answer that a client can read and knows as its own. */
    @Test
    void anyBytesGetAReadableAnswerOrNone() throws IOException {
        fuzz(1);
        long fresh = System.nanoTime();
        System.out.println("WireAnswersTests: fresh seed " + fresh);
        fuzz(fresh);
    }

    private void fuzz(long seed) throws IOException {
        Random random = new Random(seed);
        List<byte[]> valid = List.of(question(WEB).toWire(), question("100.x.", 1232, new GenericEDNSOption(EDNSOption.Code.COOKIE, new byte[8])).toWire());
        for (int i = 0; i < FUZZ_ROUNDS; i++) {
            byte[] message;
            if (i % 3 == 0) {
                message = new byte[random.nextInt(200)];
                random.nextBytes(message);
            } else {
                byte[] base = valid.get(random.nextInt(valid.size()));
                message = java.util.Arrays.copyOf(base, i % 3 == 1 ? base.length : random.nextInt(base.length + 20));
                for (int flips = random.nextInt(4) + 1; flips > 0 && message.length > 0; flips--) {
                    message[random.nextInt(message.length)] = (byte) random.nextInt(256);
                }
            }
            Transport transport = random.nextBoolean() ? Transport.UDP : Transport.TCP;
            var answer = answers.answer(message, transport);
            if (answer.isPresent()) {
                Message read = new Message(answer.get());
                assertThat(read.getHeader().getFlag(Flags.QR)).as("seed %s round %s", seed, i).isTrue();
                assertThat(read.getHeader().getID()).isEqualTo((message[0] & 0xff) << 8 | message[1] & 0xff);
            }
        }
    }
}
