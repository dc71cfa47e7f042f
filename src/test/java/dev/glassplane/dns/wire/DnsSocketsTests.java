package dev.glassplane.dns.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;

/** A client over real sockets on loopback. */
class DnsSocketsTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Name MANY = Name.fromConstantString("100.x.");

    private DnsSockets sockets;

    @BeforeEach
    void open() throws IOException {
        sockets = DnsSockets.open(0, new WireAnswers(WireAnswersTests.RESPONDER), Duration.ofMillis(300));
    }

    @AfterEach
    void close() {
        sockets.close();
    }

    private SimpleResolver client(boolean tcp) throws IOException {
        SimpleResolver resolver = new SimpleResolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), sockets.port()));
        resolver.setTCP(tcp);
        resolver.setTimeout(PATIENCE);
        return resolver;
    }

    @Test
    void aClientThatSeesTcAsksAgainOverTcp() throws IOException {
        SimpleResolver plain = client(false);
        plain.setEDNS(-1);
        plain.setIgnoreTruncation(true);
        assertThat(plain.send(WireAnswersTests.question(MANY)).getHeader().getFlag(Flags.TC)).isTrue();
        plain.setIgnoreTruncation(false);
        assertThat(plain.send(WireAnswersTests.question(MANY)).getSection(Section.ANSWER)).hasSize(100);
        assertThat(client(true).send(WireAnswersTests.question(MANY)).getSection(Section.ANSWER)).hasSize(100);
    }

    @Test
    void oneConnectionTakesManyQuestionsAndIsClosedWhenSilent() throws IOException {
        try (Socket socket = connect()) {
            for (int i = 1; i <= 3; i++) {
                assertThat(ask(socket, i + ".x.").getSection(Section.ANSWER)).hasSize(i);
            }
            assertThat(socket.getInputStream().read()).as("end of the stream").isEqualTo(-1);
        }
    }

    @Test
    void aMessageThatGetsNoAnswerEndsItsConnection() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(new byte[] {0, 3, 1, 2, 3});
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void oneConnectionTooManyIsClosedAtOnceAndTheOthersGoOn() throws IOException {
        List<Socket> open = new ArrayList<>();
        sockets.close();
        sockets = DnsSockets.open(0, new WireAnswers(WireAnswersTests.RESPONDER), PATIENCE);
        try {
            for (int i = 0; i < DnsSockets.TCP_CONNECTIONS_MAX; i++) {
                Socket socket = connect();
                open.add(socket);
                ask(socket, "1.x.");
            }
            try (Socket more = connect()) {
                assertThat(more.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(ask(open.getFirst(), "2.x.").getSection(Section.ANSWER)).hasSize(2);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void rubbishDoesNotStopTheServer() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, InetAddress.getLoopbackAddress(), sockets.port()));
            socket.send(new DatagramPacket(new byte[0], 0, InetAddress.getLoopbackAddress(), sockets.port()));
        }
        assertThat(client(false).send(WireAnswersTests.question(Name.fromConstantString("1.x."))).getSection(Section.ANSWER)).hasSize(1);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), sockets.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static Message ask(Socket socket, String name) throws IOException {
        byte[] question = WireAnswersTests.question(Name.fromConstantString(name)).toWire();
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeShort(question.length);
        out.write(question);
        out.flush();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] answer = new byte[in.readUnsignedShort()];
        in.readFully(answer);
        return new Message(answer);
    }
}
