package dev.glassplane.linux.bpf;

import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How a key or value lies in memory on a little-endian node. Addresses, ports and frontend ids are in network order, all else in host order.
 *
 * @param bytes length, padding included
 * @param write puts the fields in order; the buffer is little-endian and its rest stays zero
 * @param read  takes the fields in order
 */
record Layout<T>(int bytes, BiConsumer<ByteBuffer, T> write, Function<ByteBuffer, T> read) {

    byte[] encode(T value) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        write.accept(buffer, value);
        return buffer.array();
    }

    T decode(byte[] encoded) {
        if (encoded.length != bytes) {
            throw new IllegalArgumentException("expected " + bytes + " bytes, found " + encoded.length);
        }
        return read.apply(ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN));
    }

    static int addressBytes(Family family) {
        return family.bits() / 8;
    }

    static Ip address(ByteBuffer buffer, Family family) {
        byte[] bytes = new byte[addressBytes(family)];
        buffer.get(bytes);
        return Ip.ofBytes(bytes);
    }

    /** Writes a port or a frontend id in network order. */
    static ByteBuffer putNetworkShort(ByteBuffer buffer, int value) {
        return buffer.putShort(Short.reverseBytes((short) value));
    }

    static int networkShort(ByteBuffer buffer) {
        return Short.toUnsignedInt(Short.reverseBytes(buffer.getShort()));
    }

    static int hostShort(ByteBuffer buffer) {
        return Short.toUnsignedInt(buffer.getShort());
    }

    static int hostByte(ByteBuffer buffer) {
        return Byte.toUnsignedInt(buffer.get());
    }

    static void skip(ByteBuffer buffer, int bytes) {
        buffer.position(buffer.position() + bytes);
    }
}
