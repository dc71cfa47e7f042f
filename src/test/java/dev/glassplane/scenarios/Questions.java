package dev.glassplane.scenarios;

import dev.glassplane.proxy.ProxyMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Questions of a scenario's {@code traces.txt}: {@code name=value} words with the parameters of {@code GET /glassplane/v1/trace}. */
public final class Questions {

    /** Begins a question in {@code traces.txt}. */
    public static final String PROMPT = "$ ";

    private Questions() {}

    /** @return where a scenario keeps the answers of a mode */
    static Path file(Path folder, ProxyMode mode) {
        return folder.resolve(mode == ProxyMode.IPTABLES ? "traces.txt" : "traces." + mode.word() + ".txt");
    }

    /** @return the questions of a scenario, in their order */
    public static List<String> of(Path folder) {
        return of(folder, ProxyMode.IPTABLES);
    }

    /** @return the questions that every mode is asked, then the mode's own */
    public static List<String> of(Path folder, ProxyMode mode) {
        return Stream.of(ProxyMode.IPTABLES, mode).map(each -> file(folder, each)).filter(Files::exists).flatMap(file -> in(file).stream()).distinct().toList();
    }

    private static List<String> in(Path file) {
        try {
            return Files.readAllLines(file).stream().filter(line -> line.startsWith(PROMPT))
                    .map(line -> line.substring(PROMPT.length())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the request that a question stands for; {@code detail} is minimal if it does not say */
    public static ObjectNode spec(String question) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode().put("detail", "minimal");
        for (String word : question.strip().split(" +")) {
            int equals = word.indexOf('=');
            String value = word.substring(equals + 1);
            if (value.startsWith("{")) {
                spec.set(word.substring(0, equals), JsonMapper.shared().readTree(value));
            } else {
                spec.put(word.substring(0, equals), value);
            }
        }
        return spec;
    }
}
