package dev.glassplane.kernel;

import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** An Ethernet frame with an IPv4 packet of TCP or UDP, checksums computed over all of it. */
final class Frame {

    private static final byte[] ETHERNET = HexFormat.of().parseHex("0200000000010200000000020800");
    private static final int IP = 20;

    private Frame() {}

    /** @return the bytes of a packet; its payload is zero */
    static byte[] of(Packet packet) {
        ByteBuffer frame = ByteBuffer.allocate(ETHERNET.length + packet.sizeBytes()).put(ETHERNET);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) packet.sizeBytes()).putShort((short) 1).putShort((short) 0x4000);
        frame.put((byte) packet.ttl()).put((byte) packet.protocol().number()).putShort((short) 0);
        frame.put(packet.source().bytes()).put(packet.destination().bytes());
        frame.putShort((short) packet.sourcePort()).putShort((short) packet.destinationPort());
        int l4 = ETHERNET.length + IP;
        int length = packet.sizeBytes() - IP;
        if (packet.protocol() == Protocol.TCP) {
            frame.putInt(1).putInt(0).put((byte) (length / 4 << 4)).put((byte) 2).putShort((short) 0xffff);
        } else {
            frame.putShort((short) length);
        }
        byte[] bytes = frame.array();
        put(bytes, ETHERNET.length + 10, ~sum(bytes, ETHERNET.length, IP, 0) & 0xffff);
        int pseudo = sum(bytes, ETHERNET.length + 12, 8, packet.protocol().number() + length);
        int sum = ~sum(bytes, l4, length, pseudo) & 0xffff;
        put(bytes, l4 + (packet.protocol() == Protocol.TCP ? 16 : 6), packet.protocol() == Protocol.UDP && sum == 0 ? 0xffff : sum);
        return bytes;
    }

    private static void put(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    /** RFC 1071. */
    private static int sum(byte[] bytes, int from, int length, int start) {
        int sum = start;
        for (int i = from; i < from + length; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | (i + 1 < from + length ? bytes[i + 1] & 0xff : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }
}
