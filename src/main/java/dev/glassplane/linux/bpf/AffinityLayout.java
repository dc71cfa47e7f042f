package dev.glassplane.linux.bpf;

import static dev.glassplane.linux.bpf.Layout.addressBytes;
import static dev.glassplane.linux.bpf.Layout.hostByte;
import static dev.glassplane.linux.bpf.Layout.networkShort;
import static dev.glassplane.linux.bpf.Layout.putNetworkShort;

import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import java.util.Arrays;

/** Layout of remembered clients: an address or a cookie in the same bytes, a bit says which. */
final class AffinityLayout {

    static final Layout<AffinityValue> VALUE = new Layout<>(16, (buffer, value) -> buffer.putLong(value.lastUsed()).putInt(value.backendId()),
            buffer -> new AffinityValue(buffer.getLong(), buffer.getInt()));

    private AffinityLayout() {}

    static Layout<AffinityKey> key(Family family) {
        int client = Math.max(8, addressBytes(family));
        return new Layout<>(client + 8, (buffer, key) -> {
            switch (key.client()) {
                case AffinityKey.Address(Ip ip) -> buffer.put(ip.bytes());
                case AffinityKey.Netns(long cookie) -> buffer.putLong(cookie);
            }
            putNetworkShort(buffer.position(client), key.revNatId()).put((byte) (key.client() instanceof AffinityKey.Netns ? 1 : 0));
        }, buffer -> {
            byte[] bytes = new byte[client];
            buffer.get(bytes);
            int id = networkShort(buffer);
            boolean cookie = hostByte(buffer) == 1;
            AffinityKey.Client who = cookie ? new AffinityKey.Netns(buffer.getLong(0))
                    : new AffinityKey.Address(Ip.ofBytes(Arrays.copyOf(bytes, addressBytes(family))));
            return new AffinityKey(who, id);
        });
    }
}
