package dev.glassplane.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.trace.render.TraceText;
import dev.glassplane.trace.request.RequestException;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.request.TraceRequest;
import dev.glassplane.trace.walk.Tracing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The traces of every scenario, as text. {@code traces.txt} holds the questions, a line {@code $ from=... to=...} each with the parameters of
 * {@code GET /glassplane/v1/trace}, and the answers below them; {@code #} begins a comment. {@code -Dglassplane.golden=update} writes the answers.
 */
class TraceScenariosTests {

    private static final boolean UPDATE = "update".equals(System.getProperty("glassplane.golden"));

    @TestFactory
    Stream<DynamicTest> answersAreAsExpected() {
        return Scenario.withTraces().stream().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
    }

    private static void check(Path folder) throws IOException {
        Path file = folder.resolve("traces.txt");
        String expected = Files.readString(file);
        Scenario scenario = Scenario.load(folder);
        StringBuilder actual = new StringBuilder();
        expected.lines().filter(line -> line.startsWith(Questions.PROMPT) || line.startsWith("#")).forEach(line -> {
            if (line.startsWith("#")) {
                actual.append(line).append('\n');
            } else {
                actual.append(line).append('\n').append(answer(scenario, line.substring(Questions.PROMPT.length()))).append('\n');
            }
        });
        if (UPDATE) {
            Files.writeString(file, actual.toString().strip() + "\n");
        } else {
            assertThat(actual.toString().strip() + "\n").isEqualTo(expected);
        }
    }

    /** @return the answer to a question of {@code name=value} words */
    static String answer(Scenario scenario, String question) {
        try {
            TraceRequest request = RequestReader.read(Questions.spec(question), 1);
            return TraceText.print(Tracing.answer(request, scenario.network()), request.detail());
        } catch (RequestException e) {
            return e.kind() + " " + e.getMessage() + "\n";
        }
    }
}
