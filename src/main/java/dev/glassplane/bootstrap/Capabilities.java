package dev.glassplane.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the emulation covers. Read from {@code docs/limits.md}, which is packed into the jar, so that the page and the answer cannot differ.
 *
 * @param modelled    what is emulated
 * @param assumed     what a trace takes for granted
 * @param unsupported what is refused
 */
record Capabilities(List<Entry> modelled, List<Entry> assumed, List<Entry> unsupported) {

    /**
     * @param id    as refusals cite it: {@code limit: ID}
     * @param title one line
     * @param text  the rest
     */
    record Entry(String id, String title, String text) {}

    /** @return the entries of the packed page */
    static Capabilities packed() {
        try (InputStream in = Capabilities.class.getResourceAsStream("/docs/limits.md")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param page Markdown with the sections Modelled, Assumed and Not modelled, and an entry a {@code ### id: title} */
    static Capabilities parse(String page) {
        Map<String, List<Entry>> sections = new LinkedHashMap<>();
        for (String section : page.split("(?m)^## ")) {
            String[] blocks = section.split("(?m)^### ");
            List<Entry> entries = new ArrayList<>();
            for (int i = 1; i < blocks.length; i++) {
                String[] headAndText = blocks[i].split("\n", 2);
                String[] idAndTitle = headAndText[0].split(": ", 2);
                entries.add(new Entry(idAndTitle[0], idAndTitle[1].strip(), headAndText[1].strip().replace('\n', ' ')));
            }
            sections.put(blocks[0].lines().findFirst().orElse("").strip(), entries);
        }
        return new Capabilities(section(sections, "Modelled"), section(sections, "Assumed"), section(sections, "Not modelled"));
    }

    private static List<Entry> section(Map<String, List<Entry>> sections, String name) {
        List<Entry> entries = sections.get(name);
        if (entries == null) {
            throw new IllegalStateException("docs/limits.md has no section \"" + name + "\", only " + sections.keySet());
        }
        return entries;
    }
}
