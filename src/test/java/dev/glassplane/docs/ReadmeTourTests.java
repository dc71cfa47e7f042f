package dev.glassplane.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Runs the README's tour word for word against a fresh demo cluster and compares what is printed. Only ages and
 * revisions, which time decides, and the width of columns are left out of the comparison; a line {@code ...} in the page stands for any lines.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ReadmeTourTests {

    private static final int COMMAND_SECONDS_MAX = 120;
    private static final Pattern AGE = Pattern.compile("\\b(\\d+[smhd])+\\b");
    private static final Pattern REVISION = Pattern.compile("revision \\d+");
    private static final Pattern BLANKS = Pattern.compile(" {2,}");

    @LocalServerPort
    private int port;

    @TempDir
    private Path scratch;

    @Test
    void theTourPrintsWhatThePageShows() throws Exception {
        assumeTrue(onPath("kubectl") && onPath("curl") && onPath("bash"), "the tour needs kubectl, curl and bash on the PATH");
        List<ConsoleBlocks.Command> commands = ConsoleBlocks.parse(Files.readString(Path.of("README.md")));
        assertThat(commands).isNotEmpty();
        run("curl -s -X POST http://127.0.0.1:8080/glassplane/v1/reset"); // other tests use the same server
        for (ConsoleBlocks.Command command : commands) {
            List<String> shown = command.printed().stream().map(ReadmeTourTests::comparable).toList();
            List<String> printed = run(command.text()).lines().map(ReadmeTourTests::comparable).toList();
            assertThat(matches(shown, printed))
                    .as("README.md line %d: $ %s%nshown:%n%s%nprinted:%n%s", command.line(), command.text(), String.join("\n", shown),
                            String.join("\n", printed))
                    .isTrue();
        }
    }

    private String run(String command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(scratch, "out", ".txt");
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", atThisServer(command)).redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("HOME", scratch.toString());
        builder.environment().put("KUBECONFIG", scratch.resolve("glassplane.kubeconfig").toString());
        Process process = builder.start();
        if (!process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("did not end within " + COMMAND_SECONDS_MAX + " s: " + command);
        }
        return Files.readString(out).replace("127.0.0.1:" + port, "127.0.0.1:8080").stripTrailing();
    }

    private String atThisServer(String command) {
        return command.replace("127.0.0.1:8080", "127.0.0.1:" + port)
                .replace("glassplane.kubeconfig", scratch.resolve("glassplane.kubeconfig").toString());
    }

    private static String comparable(String line) {
        String timeless = REVISION.matcher(AGE.matcher(line).replaceAll("AGE")).replaceAll("revision N");
        return BLANKS.matcher(timeless).replaceAll("  ").stripTrailing();
    }

    /** @return whether the printed lines are the shown ones, where {@code ...} stands for any number of lines */
    private static boolean matches(List<String> shown, List<String> printed) {
        if (shown.isEmpty()) {
            return printed.isEmpty();
        }
        if (shown.getFirst().strip().equals("...")) {
            List<String> rest = shown.subList(1, shown.size());
            for (int skip = 0; skip <= printed.size(); skip++) {
                if (matches(rest, printed.subList(skip, printed.size()))) {
                    return true;
                }
            }
            return false;
        }
        return !printed.isEmpty() && shown.getFirst().equals(printed.getFirst())
                && matches(shown.subList(1, shown.size()), printed.subList(1, printed.size()));
    }

    private static boolean onPath(String tool) {
        List<Path> folders = new ArrayList<>();
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            folders.add(Path.of(folder));
        }
        return folders.stream().anyMatch(folder -> Files.isExecutable(folder.resolve(tool)));
    }
}
