package dev.glassplane.store;

import java.io.PrintStream;
import java.util.stream.IntStream;

/** A process that writes and tells what was acknowledged, until it is killed. */
final class CrashingWriter {

    static final String ACKNOWLEDGED = "ack";
    private static final int THREADS = 4;

    private CrashingWriter() {}

    /** @param arguments data directory, prefix of the objects' names */
    public static void main(String[] arguments) {
        RevisionLog log = TestStore.open("glassplane.data-dir=" + arguments[0]).log();
        PrintStream out = System.out;
        IntStream.range(0, THREADS).forEach(thread -> Thread.ofPlatform().start(() -> {
            for (int i = 0; ; i++) {
                String name = arguments[1] + "-" + thread + "-" + i;
                Stored stored = TestStore.put(log, TestStore.key("configmaps", name), "v" + i);
                out.println(ACKNOWLEDGED + " " + name + " " + stored.revision() + " " + TestStore.value(stored));
                out.flush();
            }
        }));
    }
}
