package dev.glassplane.proxy.ebpf;

import dev.glassplane.Golden;
import dev.glassplane.dataplane.TestDataplane;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.linux.entry.Entries;
import dev.glassplane.proxy.ProgrammedNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * One folder a behaviour: objects and settings go in, node-a's maps come out. The folders of kube-proxy are asked too, in this mode.
 * {@code -Dglassplane.golden=update} rewrites the maps.
 */
class GoldenMapsTests {

    private static final Path FOLDER = Path.of("src/test/resources/scenarios");

    @TestFactory
    Stream<DynamicTest> mapsAreAsTheAgentFillsThem() {
        return Stream.of("kube-proxy", "cilium").flatMap(group -> folders(FOLDER.resolve(group))).map(folder ->
                DynamicTest.dynamicTest(folder.getFileName().toString(), () -> compare(folder)));
    }

    private static Stream<Path> folders(Path group) {
        try (Stream<Path> folders = Files.list(group)) {
            return folders.filter(Files::isDirectory).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compare(Path folder) throws IOException {
        ClusterImage image = ProgrammedNode.image(Files.readString(folder.resolve("input.yaml")), "mode: ebpf");
        Entries entries = new TestDataplane(new EbpfProgrammer()).publishAll(image).current().nodes().get("node-a").host().entries();
        boolean ofAgent = folder.getFileName().toString().startsWith("agent");
        Golden.compare(folder.resolve("node-a.bpf"), ofAgent ? MapsDump.agent(entries) : MapsDump.services(entries));
    }
}
