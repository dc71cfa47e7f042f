package dev.glassplane.linux.bpf;

import dev.glassplane.net.Packet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bob Jenkins' hash as the programs compute it over a packet to find its slot ({@code cilium/cilium: bpf/lib/hash.h; linux: include/linux/jhash.h}). */
public final class JenkinsHash {

    private static final int INITIAL = 0xdeadbeef;
    private static final int THREE_WORDS = 3 << 2;

    private int a;
    private int b;
    private int c;

    private JenkinsHash(int a, int b, int c) {
        this.a = a;
        this.b = b;
        this.c = c;
    }

    /**
     * @param packet     to a frontend; its destination address has no say
     * @param withClient whether the source port counts: not where a client is remembered by its address
     * @return 32 bits, unsigned
     */
    public static int of(Packet packet, MaglevSeed seed, boolean withClient) {
        ByteBuffer address = ByteBuffer.wrap(packet.source().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int ports = raw(packet.destinationPort()) << 16 | (withClient ? raw(packet.sourcePort()) : 0);
        int protocol = packet.protocol().number();
        if (packet.source().isV4()) {
            int start = seed.jhash4() + INITIAL + THREE_WORDS;
            return new JenkinsHash(address.getInt() + start, ports + start, protocol + start).end();
        }
        JenkinsHash hash = new JenkinsHash(address.getInt(), address.getInt(), address.getInt());
        hash.mix();
        hash.a += address.getInt();
        hash.b += ports;
        hash.c += protocol;
        hash.mix();
        hash.a += seed.jhash6();
        return hash.end();
    }

    /** A port as it lies in the header, read as a little-endian number. */
    private static int raw(int port) {
        return Short.toUnsignedInt(Short.reverseBytes((short) port));
    }

    private void mix() {
        a = a - c ^ Integer.rotateLeft(c, 4);
        c += b;
        b = b - a ^ Integer.rotateLeft(a, 6);
        a += c;
        c = c - b ^ Integer.rotateLeft(b, 8);
        b += a;
        a = a - c ^ Integer.rotateLeft(c, 16);
        c += b;
        b = b - a ^ Integer.rotateLeft(a, 19);
        a += c;
        c = c - b ^ Integer.rotateLeft(b, 4);
        b += a;
    }

    private int end() {
        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        c = (c ^ b) - Integer.rotateLeft(b, 24);
        return c;
    }
}
