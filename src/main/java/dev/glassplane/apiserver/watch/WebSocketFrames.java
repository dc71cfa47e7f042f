package dev.glassplane.apiserver.watch;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** As much of WebSocket (RFC 6455) as a watch needs: text frames out, close and ping in. */
final class WebSocketFrames {

    static final int TEXT = 0x1;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    /** Bytes that a frame of a watching client may have: it has nothing to say but close and ping. */
    private static final int CLIENT_FRAME_BYTES_MAX = 64 * 1024;

    /** A frame of the client, unmasked. */
    record Frame(int opcode, byte[] payload) {}

    private WebSocketFrames() {}

    /** @return value of {@code Sec-WebSocket-Accept} */
    static String accept(String key) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    static void write(OutputStream out, int opcode, byte[] payload) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(10);
        head.write(FIN | opcode);
        if (payload.length < LENGTH_16) {
            head.write(payload.length);
        } else if (payload.length <= 0xFFFF) {
            head.write(LENGTH_16);
            head.write(payload.length >>> 8);
            head.write(payload.length);
        } else {
            head.write(LENGTH_64);
            for (int shift = 56; shift >= 0; shift -= 8) {
                head.write((int) ((long) payload.length >>> shift));
            }
        }
        out.write(head.toByteArray());
        out.write(payload);
    }

    /** @throws IOException if the client is gone or sends what it must not */
    static Frame read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        int first = data.read();
        if (first < 0) {
            throw new EOFException();
        }
        int second = data.readUnsignedByte();
        long length = second & 0x7F;
        length = length == LENGTH_16 ? data.readUnsignedShort() : length == LENGTH_64 ? data.readLong() : length;
        if ((second & MASKED) == 0 || length < 0 || length > CLIENT_FRAME_BYTES_MAX) {
            throw new IOException("a client's frame must be masked and of at most " + CLIENT_FRAME_BYTES_MAX + " bytes");
        }
        byte[] mask = data.readNBytes(4);
        byte[] payload = data.readNBytes((int) length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return new Frame(first & 0x0F, payload);
    }
}
