package dev.glassplane.trace.render;

import dev.glassplane.trace.matrix.Matrix;

/** A matrix for a spreadsheet: one line a cell. Names, numbers and codes need no quotes. */
public final class MatrixCsv {

    private MatrixCsv() {}

    /** @return lines after RFC 4180, with a header */
    public static String print(Matrix matrix) {
        StringBuilder text = new StringBuilder("from,to,port,protocol,connected,outcome,code,clientSees\r\n");
        for (int row = 0; row < matrix.senders().size(); row++) {
            for (int column = 0; column < matrix.targets().size(); column++) {
                Matrix.Target target = matrix.targets().get(column);
                Matrix.Result result = matrix.cells().get(row).get(column);
                text.append(matrix.senders().get(row).qualifiedName()).append(',').append(target.pod().qualifiedName()).append(',')
                        .append(target.door().number()).append(',').append(target.door().protocol()).append(',').append(result.connected()).append(',')
                        .append(result.outcome().map(Enum::name).orElse("NOT_SENT")).append(',').append(result.code().map(Enum::name).orElse(""))
                        .append(',').append(result.sees().map(sees -> sees.word()).orElse("")).append("\r\n");
            }
        }
        return text.toString();
    }
}
