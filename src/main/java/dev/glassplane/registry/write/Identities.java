package dev.glassplane.registry.write;

import dev.glassplane.registry.allocation.Draws;
import dev.glassplane.store.Event;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.RevisionLog;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Uids and generated name suffixes. They follow from the seed, the names and how often such a name was used before, so that the same
 * start gives the same cluster; a process that opens an old log, or one that others write to, gives others than they did.
 */
@Component
final class Identities {

    /** As {@code apimachinery: pkg/util/rand} has it: no vowels, no digits that look like letters. */
    private static final String SUFFIX_CHARACTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LENGTH = 5;
    /** Longest prefix that a generated name keeps. */
    static final int PREFIX_MAX = 63 - SUFFIX_LENGTH;
    /** Names share counters when their hashes fall together; that changes identities but never repeats one. */
    private static final int COUNTERS = 1 << 16;

    private final long seed;
    private final String origin;
    private final AtomicIntegerArray lives = new AtomicIntegerArray(COUNTERS);
    private final AtomicIntegerArray suffixes = new AtomicIntegerArray(COUNTERS);

    Identities(@Value("${glassplane.seed:1}") long seed, RevisionLog log) {
        this.seed = seed;
        log.subscribe(this::ended);
        long opening = log.opening();
        this.origin = log.current().value() + (opening == 1 ? "" : "/" + opening);
    }

    /** @return a version 4 UUID for a new object */
    String uid(ObjectKey key) {
        ByteBuffer bytes = hash("uid", key.toString(), lives.get(slot(key.toString())));
        long high = bytes.getLong() & ~0xf000L | 0x4000L;
        long low = bytes.getLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /** The next object with the key of one that is gone, whoever deleted it, gets another uid. */
    private void ended(List<Event> events) {
        events.stream().filter(event -> event.type() == Event.Type.DELETED)
                .forEach(event -> lives.incrementAndGet(slot(event.current().key().toString())));
    }

    /** @return {@code prefix} cut to fit, plus five characters */
    String generate(String resource, String namespace, String prefix) {
        String base = prefix.substring(0, Math.min(prefix.length(), PREFIX_MAX));
        String family = resource + "/" + namespace + "/" + base;
        ByteBuffer bytes = hash("suffix", family, suffixes.getAndIncrement(slot(family)));
        StringBuilder name = new StringBuilder(base);
        long bits = bytes.getLong() >>> 1;
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            name.append(SUFFIX_CHARACTERS.charAt((int) (bits % SUFFIX_CHARACTERS.length())));
            bits /= SUFFIX_CHARACTERS.length();
        }
        return name.toString();
    }

    private ByteBuffer hash(String purpose, String text, int count) {
        return Draws.bytes(seed, purpose + '\0' + origin + '\0' + count + '\0' + text);
    }

    private static int slot(String text) {
        return (text.hashCode() * 0x9E3779B9 >>> 16) & COUNTERS - 1;
    }
}
