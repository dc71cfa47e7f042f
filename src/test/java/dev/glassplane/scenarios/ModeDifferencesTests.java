package dev.glassplane.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.proxy.ProxyMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * {@code docs/mode-differences.md} says what the goldens say: each row names a question of a scenario, and the words in bold in a mode's cell
 * stand in that mode's golden answer. Whoever changes a mode mends the cell, or the mode.
 */
class ModeDifferencesTests {

    private static final Path PAGE = Path.of("docs/mode-differences.md");
    private static final Pattern SCENARIO = Pattern.compile("\\[([^]]+)]\\((?:\\.\\./)([^)]+)\\) ([0-9]+)");
    private static final Pattern BOLD = Pattern.compile("\\*\\*([^*]+)\\*\\*");
    private static final int CASE = 1;
    private static final int SCENARIO_COLUMN = 2;

    /** A row of the table by its columns, from 1. */
    private record Row(List<String> cells) {
        String cell(int column) {
            return cells.get(column).strip();
        }
    }

    private static List<Row> table() throws IOException {
        return Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| ")).map(line -> new Row(Arrays.asList(line.split("\\|")))).toList();
    }

    @TestFactory
    Stream<DynamicTest> everyCellSaysWhatTheGoldenSays() throws IOException {
        List<Row> rows = table();
        Row head = rows.getFirst();
        List<DynamicTest> tests = new ArrayList<>();
        for (ProxyMode mode : ProxyMode.modelled()) {
            int column = head.cells().stream().map(String::strip).toList().indexOf(mode.word());
            assertThat(column).as("column of mode " + mode.word()).isPositive();
            rows.stream().skip(1).forEach(row -> tests.add(DynamicTest.dynamicTest(mode.word() + ": " + row.cell(CASE), () -> check(row, column, mode))));
        }
        return tests.stream();
    }

    private static void check(Row row, int column, ProxyMode mode) throws IOException {
        Matcher scenario = SCENARIO.matcher(row.cell(SCENARIO_COLUMN));
        assertThat(scenario.matches()).as("[folder](path) number: " + row.cell(SCENARIO_COLUMN)).isTrue();
        Path folder = Path.of(scenario.group(2));
        assertThat(folder).isDirectory().hasFileName(scenario.group(1)).isEqualByComparingTo(Scenario.FOLDER.resolve(scenario.group(1)));
        String answer = answer(Questions.file(folder, mode), Integer.parseInt(scenario.group(3)));
        List<String> words = BOLD.matcher(row.cell(column)).results().map((MatchResult found) -> found.group(1)).toList();
        assertThat(words).as("words in bold of: " + row.cell(column)).isNotEmpty();
        assertThat(answer).as(mode.word() + ", " + scenario.group(1) + ", question " + scenario.group(3)).contains(words);
    }

    private static String answer(Path golden, int number) throws IOException {
        String[] answers = ("\n" + Files.readString(golden)).split("\n\\$ ");
        assertThat(answers).as(golden + " has question " + number).hasSizeGreaterThan(number);
        return answers[number];
    }

    @org.junit.jupiter.api.Test
    void everyModeHasAColumn() throws IOException {
        assertThat(table().getFirst().cells().stream().map(String::strip)).containsAll(Arrays.stream(ProxyMode.values()).map(ProxyMode::word).toList());
    }
}
