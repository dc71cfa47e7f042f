package dev.glassplane.dns.wire;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One UDP socket and one TCP listener on the same loopback port. */
public final class DnsSockets implements AutoCloseable {

    /** Bytes of a UDP question; what is longer is cut off and so malformed. */
    static final int UDP_QUESTION_BYTES_MAX = 4096;
    /** TCP connections at a time; one more is closed at once. */
    public static final int TCP_CONNECTIONS_MAX = 64;
    /** Questions over one TCP connection, as many as CoreDNS takes. */
    static final int TCP_QUESTIONS_MAX = 128;
    /** How long a TCP connection may be silent. */
    static final Duration TCP_IDLE_MAX = Duration.ofSeconds(10);
    /** Tries to find a port that is free for both. */
    private static final int PORT_TRIES = 20;
    private static final int BACKLOG = 50;

    private static final Logger LOG = LoggerFactory.getLogger(DnsSockets.class);

    private final WireAnswers answers;
    private final Duration idle;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Semaphore connections = new Semaphore(TCP_CONNECTIONS_MAX);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private DnsSockets(WireAnswers answers, Duration idle, DatagramSocket udp, ServerSocket tcp) {
        this.answers = answers;
        this.idle = idle;
        this.udp = udp;
        this.tcp = tcp;
    }

    /**
     * Binds and starts to answer.
     *
     * @param port 0 for any that is free
     * @throws IOException if the port is taken
     */
    public static DnsSockets open(int port, WireAnswers answers) throws IOException {
        return open(port, answers, TCP_IDLE_MAX);
    }

    static DnsSockets open(int port, WireAnswers answers, Duration idle) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        for (int i = 1;; i++) {
            ServerSocket tcp = new ServerSocket(port, BACKLOG, loopback);
            try {
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
                DnsSockets sockets = new DnsSockets(answers, idle, udp, tcp);
                Thread.ofPlatform().daemon().name("dns-udp").start(sockets::receive);
                Thread.ofPlatform().daemon().name("dns-tcp").start(sockets::accept);
                return sockets;
            } catch (IOException e) {
                tcp.close();
                if (port != 0 || i >= PORT_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** @return where it answers, over both */
    public int port() {
        return tcp.getLocalPort();
    }

    private void receive() {
        byte[] buffer = new byte[UDP_QUESTION_BYTES_MAX];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                Optional<byte[]> answer = answers.answer(Arrays.copyOf(packet.getData(), packet.getLength()), Transport.UDP);
                if (answer.isPresent()) {
                    udp.send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
                }
            } catch (IOException | RuntimeException e) {
                if (!udp.isClosed()) {
                    LOG.warn("a DNS question over UDP was not answered", e);
                }
            }
        }
    }

    private void accept() {
        while (!tcp.isClosed()) {
            try {
                Socket socket = tcp.accept();
                if (connections.tryAcquire()) {
                    open.add(socket);
                    Thread.ofVirtual().name("dns-tcp-" + socket.getPort()).start(() -> serve(socket));
                } else {
                    socket.close();
                }
            } catch (IOException e) {
                if (!tcp.isClosed()) {
                    LOG.warn("a DNS connection was not accepted", e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout((int) idle.toMillis());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            for (int i = 0; i < TCP_QUESTIONS_MAX; i++) {
                byte[] message = new byte[in.readUnsignedShort()];
                in.readFully(message);
                Optional<byte[]> answer = answers.answer(message, Transport.TCP);
                if (answer.isEmpty()) {
                    return;
                }
                byte[] framed = new byte[answer.get().length + 2];
                framed[0] = (byte) (answer.get().length >> 8);
                framed[1] = (byte) answer.get().length;
                System.arraycopy(answer.get(), 0, framed, 2, answer.get().length);
                out.write(framed);
                out.flush();
            }
        } catch (EOFException | SocketTimeoutException e) {
            LOG.trace("the client went away", e);
        } catch (IOException | RuntimeException e) {
            LOG.debug("a DNS connection broke", e);
        } finally {
            open.remove(socket);
            connections.release();
        }
    }

    @Override
    public void close() {
        udp.close();
        closeQuietly(tcp);
        open.forEach(DnsSockets::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            LOG.debug("{} did not close", socket, e);
        }
    }
}
