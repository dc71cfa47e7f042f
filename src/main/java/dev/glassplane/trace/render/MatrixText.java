package dev.glassplane.trace.render;

import dev.glassplane.store.ObjectKey;
import dev.glassplane.trace.matrix.Matrix;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A matrix for a terminal: one character a cell, columns by number. */
public final class MatrixText {

    /** Columns that get a space between them. */
    private static final int ROOMY_COLUMNS = 60;
    private static final int TEN = 10;

    private final StringBuilder text = new StringBuilder();
    private final Matrix matrix;

    private MatrixText(Matrix matrix) {
        this.matrix = matrix;
    }

    /** @return the table, then what its columns and characters mean */
    public static String print(Matrix matrix) {
        MatrixText printer = new MatrixText(matrix);
        printer.print();
        return printer.text.toString();
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }

    private void print() {
        int cells = matrix.senders().size() * matrix.targets().size();
        int connected = matrix.results().stream().filter(tally -> tally.result().connected()).mapToInt(Matrix.Tally::cells).sum();
        line("%d pods ask %d ports of pods: %d of %d connections come about (revision %s)", matrix.senders().size(), matrix.targets().size(), connected,
                cells, matrix.revision());
        if (cells > 0) {
            line("");
            grid();
            line("");
            legend();
        }
        matrix.leftOut().forEach(left -> line("left out: %s %s", left.pod().qualifiedName(), left.why()));
        matrix.notes().forEach(note -> line("note: %s", note));
    }

    private void grid() {
        int columns = matrix.targets().size();
        int width = matrix.senders().stream().map(ObjectKey::qualifiedName).mapToInt(String::length).max().orElse(0) + 2;
        for (int power = power(columns); power > 0; power /= TEN) {
            int unit = power;
            line("%s%s", " ".repeat(width), spaced(IntStream.rangeClosed(1, columns)
                    .mapToObj(number -> number < unit ? " " : Integer.toString(number / unit % TEN)).toList()));
        }
        for (int row = 0; row < matrix.senders().size(); row++) {
            line("%-" + width + "s%s", matrix.senders().get(row).qualifiedName(),
                    spaced(matrix.cells().get(row).stream().map(result -> Character.toString(result.mark())).toList()));
        }
    }

    private static int power(int columns) {
        int power = 1;
        while (columns / power >= TEN) {
            power *= TEN;
        }
        return power;
    }

    private static String spaced(List<String> characters) {
        return characters.stream().collect(Collectors.joining(characters.size() > ROOMY_COLUMNS ? "" : " "));
    }

    private void legend() {
        for (int column = 0; column < matrix.targets().size(); column++) {
            line("%4d  %s", column + 1, matrix.targets().get(column));
        }
        line("");
        matrix.results().forEach(tally -> line("%s  %d times %s; first %s -> %s: %s", tally.result().mark(), tally.cells(), word(tally.result()),
                tally.sender().qualifiedName(), tally.target(), tally.sentence()));
    }

    private static String word(Matrix.Result result) {
        String outcome = result.outcome().map(Enum::name).orElse("NOT_SENT");
        return outcome + result.code().map(code -> " " + code).orElse("") + result.sees().map(sees -> ", the sender sees " + sees.word()).orElse("");
    }
}
