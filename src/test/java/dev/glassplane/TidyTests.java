package dev.glassplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Style that a machine can check. */
class TidyTests {

    private static final int FILE_LINES_MAX = 400;
    private static final Path MAIN = Path.of("src/main/java");
    private static final Pattern CITED_LIMIT = Pattern.compile("limit: ([a-z][a-z0-9-]*)");
    private static final Pattern LISTED_LIMIT = Pattern.compile("(?m)^### ([a-z][a-z0-9-]*):");

    @Test
    void noFileIsTooLong() {
        List<String> tooLong = sources(Path.of("src"), ".java").filter(file -> lines(file) > FILE_LINES_MAX)
                .map(file -> file + " has " + lines(file) + " lines").toList();
        assertThat(tooLong).as("files of more than " + FILE_LINES_MAX + " lines").isEmpty();
    }

    @Test
    void everyPackageSaysWhatItOwns() {
        Set<Path> packages = sources(MAIN, ".java").map(Path::getParent).collect(Collectors.toCollection(TreeSet::new));
        packages.remove(MAIN.resolve("dev/glassplane"));
        assertThat(packages).allSatisfy(folder -> assertThat(folder.resolve("package-info.java")).exists());
    }

    @Test
    void everyCitedLimitIsListed() {
        Set<String> listed = new TreeSet<>();
        LISTED_LIMIT.matcher(read(Path.of("docs/limits.md"))).results().forEach(found -> listed.add(found.group(1)));
        Set<String> cited = new TreeSet<>();
        sources(MAIN, ".java").forEach(file -> {
            Matcher matcher = CITED_LIMIT.matcher(read(file));
            while (matcher.find()) {
                cited.add(matcher.group(1));
            }
        });
        assertThat(cited).isNotEmpty();
        assertThat(listed).as("entries of docs/limits.md").containsAll(cited);
    }

    @Test
    void documentsHaveOneTitle() {
        assertThat(sources(Path.of("docs"), ".md")).isNotEmpty().allSatisfy(file ->
                assertThat(withoutCode(read(file)).lines().filter(line -> line.startsWith("# "))).as(file.toString()).hasSize(1));
    }

    private static String withoutCode(String markdown) {
        return markdown.replaceAll("(?s)```.*?```", "");
    }

    private static Stream<Path> sources(Path root, String ending) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lines(Path file) {
        return read(file).lines().count();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
