package dev.glassplane.linux.bpf;

import dev.glassplane.linux.entry.Entry;
import java.util.List;
import java.util.Locale;

/**
 * Prints map entries as {@code bpftool map dump} does for a map without type information ({@code linux: tools/bpf/bpftool/map.c}), ordered by the
 * keys where the tool follows the kernel's buckets.
 */
public final class BpftoolDump {

    private static final int LINE_BYTES = 16;
    private static final int GROUP_BYTES = 8;
    private static final int ONE_LINE_BYTES = 24;

    private BpftoolDump() {}

    /** @return the map's entries and their number */
    public static <K, V> String print(BpfMap<K, V> map, List<Entry<K, V>> entries) {
        StringBuilder text = new StringBuilder();
        entries.forEach(entry -> text.append(entry(map.encodeKey(entry.key()), map.encodeValue(entry.value()))).append('\n'));
        return text.append("Found ").append(entries.size()).append(entries.size() == 1 ? " element\n" : " elements\n").toString();
    }

    /** @return one entry: on one line, or with key and value below one another if they are long */
    public static String entry(byte[] key, byte[] value) {
        boolean named = key.length > LINE_BYTES || value.length > LINE_BYTES;
        boolean line = key.length + value.length <= ONE_LINE_BYTES && !named;
        String after = named ? "\n" : " ";
        return "key:" + after + hex(key) + (line ? "  " : "\n") + "value:" + after + hex(value);
    }

    private static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            text.append(i == 0 ? "" : i % LINE_BYTES == 0 ? "\n" : i % GROUP_BYTES == 0 ? "  " : " ");
            text.append(String.format(Locale.ROOT, "%02x", bytes[i]));
        }
        return text.toString();
    }
}
