package dev.glassplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.linux.bpf.BpftoolDump;
import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Entries of every length that our maps have are printed as the real tool prints them. */
@Tag("kernel")
class KernelBpftoolDumpTests {

    /** Lengths of key and value. */
    private record Sizes(int key, int value) {}

    @TestFactory
    Stream<DynamicTest> printsAsTheToolDoes() {
        return Stream.of(new Sizes(12, 12), new Sizes(4, 12), new Sizes(2, 6), new Sizes(8, 1), new Sizes(16, 8), new Sizes(16, 16), new Sizes(14, 56),
                new Sizes(24, 12), new Sizes(12, 13), new Sizes(14, 40), new Sizes(4, 24)).map(sizes -> DynamicTest.dynamicTest(sizes.toString(),
                        () -> compare(bytes(sizes.key()), bytes(sizes.value()))));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        IntStream.range(0, length).forEach(i -> bytes[i] = (byte) (i * 17 + length));
        return bytes;
    }

    private static void compare(byte[] key, byte[] value) throws IOException {
        try (BpfLab lab = BpfLab.empty()) {
            assertThat(lab.plainDump(key, value)).isEqualTo(BpftoolDump.entry(key, value) + "\nFound 1 element\n");
        }
    }
}
